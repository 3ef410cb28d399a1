"""The kinds of errors, by the words in which users and their scripts know them.

The first kind whose words are in a text is the text's. Where ours are others than Go's, both stand there.
"""

from __future__ import annotations

import re

KINDS = [
    (name, re.compile(words, re.IGNORECASE | re.DOTALL))
    for name, words in [
        ("proxy", r"Invalid HTTPS? Proxy"),
        ("certificates", r"CA bundle|missing\.pem"),
        ("metadata mode", r"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"),
        ("role ARN", r"role ARN is not set"),
        ("duration", r"\bduration\b"),
        ("file", r"failed to load shared config file"),
        ("attempts", r"AWS_MAX_ATTEMPTS|max_attempts"),
        (
            "switch",
            r"AWS_USE_(FIPS|DUALSTACK)_ENDPOINT|AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        ),
        ("static keys", r"static credentials are empty"),
        ("missing profile", r"failed to get shared config profile"),
        ("partial keys", r"partial credentials found for profile"),
        ("two types", r"only one credential type may be specified per profile"),
        ("role_arn needed", r"requires role_arn"),
        ("source profile", r"failed to load assume role|source_profile"),
        ("no container", r"EcsContainer was specified as the credential_source"),
        ("bad credential_source", r"credential_source values must be"),
        ("multi-factor", r"MFA"),
        ("SSO section", r"failed to find SSO session section"),
        (
            "SSO settings",
            r"is configured to use SSO but is missing required|must match sso_",
        ),
        ("SSO expired", r"SSO session has expired or is invalid|cached SSO token"),
        ("process version", r"wrong version in process output"),
        ("process output", r"in process output|process output"),
        ("process", r"error in credential_process"),
        ("container host", r"invalid endpoint host"),
        ("container token", r"authorization token.*(newline|invalid)"),
        ("argument", r"Missing required argument"),
        ("web identity ARN", r"Assume Role With Web Identity"),
        ("web identity role", r"Cannot assume IAM Role with web identity"),
        ("role", r"Cannot assume IAM Role"),
        ("account", r"AWS account ID not allowed"),
        ("region", r"invalid AWS Region"),
        ("identity", r"retrieving caller identity from STS"),
        ("retry mode", r"unknown RetryMode|retry_mode must be"),
        ("no role in metadata", r"no EC2 IMDS role found"),
        ("no keys", r"No valid credential sources found"),
    ]
]
API_CODE = re.compile(r"api error (\w+)")


def kind_of(text):
    """The kind of an error; None when the text has the words of none."""
    for name, words in KINDS:
        if words.search(text):
            return name
    return None


def api_code(text):
    """The code with which a service refused, as far as the text tells it."""
    found = API_CODE.search(text)
    return found.group(1) if found else None
