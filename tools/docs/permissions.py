"""What each operation may ask of AWS: the table of a page, and what the tests hold the requests against.

Page to rows of (operation, actions). What stands behind the comma of an operation is needed besides the operation's own
row, or, for a narrower read, instead of it."""

IMAGE_READ = ["sagemaker:DescribeImage", "sagemaker:ListTags"]
VERSION_READ = ["sagemaker:DescribeImageVersion", "sagemaker:ListAliases"]

PERMISSIONS = {
    "resources/sagemaker_image": [
        ("read, import", IMAGE_READ),
        (
            "create",
            ["sagemaker:CreateImage", "sagemaker:DescribeImage", "iam:PassRole"],
        ),
        ("create, with tags", ["sagemaker:AddTags", "sagemaker:ListTags"]),
        (
            "create, when the role cannot be used yet",
            ["sagemaker:DeleteImage", "sagemaker:ListTags"],
        ),
        (
            "update",
            ["sagemaker:UpdateImage", "sagemaker:DescribeImage", "iam:PassRole"],
        ),
        ("update, of tags", ["sagemaker:AddTags", "sagemaker:DeleteTags"]),
        ("delete", ["sagemaker:DeleteImage", "sagemaker:DescribeImage"]),
        (
            "delete, with `force_delete`",
            [
                "sagemaker:ListImageVersions",
                "sagemaker:DescribeImageVersion",
                "sagemaker:DeleteImageVersion",
            ],
        ),
    ],
    "resources/sagemaker_image_version": [
        ("read, import", VERSION_READ),
        (
            "create",
            ["sagemaker:CreateImageVersion", "sagemaker:DescribeImageVersion"],
        ),
        (
            "create, with `aliases`",
            ["sagemaker:ListAliases", "sagemaker:UpdateImageVersion"],
        ),
        ("update", ["sagemaker:UpdateImageVersion", *VERSION_READ]),
        (
            "delete",
            ["sagemaker:DeleteImageVersion", "sagemaker:DescribeImageVersion"],
        ),
    ],
    "data-sources/sagemaker_image": [
        ("read", [*IMAGE_READ, "sagemaker:DescribeImageVersion"]),
    ],
    "data-sources/sagemaker_image_version": [
        ("read", [*VERSION_READ, "sagemaker:ListTags"]),
    ],
    "data-sources/sagemaker_images": [
        ("read, with `detail = false`", ["sagemaker:ListImages"]),
        (
            "read",
            [
                "sagemaker:ListImages",
                *IMAGE_READ,
                "sagemaker:DescribeImageVersion",
            ],
        ),
    ],
    "data-sources/sagemaker_image_versions": [
        (
            "read, with `detail = false`",
            ["sagemaker:ListImages", "sagemaker:ListImageVersions"],
        ),
        (
            "read",
            [
                "sagemaker:ListImages",
                "sagemaker:ListImageVersions",
                *VERSION_READ,
                "sagemaker:ListTags",
            ],
        ),
        (
            "read, with `detail = false`, of images that are named",
            ["sagemaker:ListImageVersions"],
        ),
    ],
    "list-resources/sagemaker_image": [
        ("list", ["sagemaker:ListImages"]),
        ("list, with resources", IMAGE_READ),
    ],
    "list-resources/sagemaker_image_version": [
        ("list", ["sagemaker:ListImages", "sagemaker:ListImageVersions"]),
        (
            "list, by `job_type`, `processor` or `vendor_guidance`",
            ["sagemaker:DescribeImageVersion"],
        ),
        ("list, with resources", VERSION_READ),
    ],
}


def table(page):
    """The rows of a page as markdown."""
    lines = [
        f"| {operation} | {', '.join(f'`{action}`' for action in actions)} |"
        for operation, actions in PERMISSIONS[page]
    ]
    return "\n".join(["| operation | IAM actions |", "|---|---|", *lines])


def allowed(page, *operations):
    """The SageMaker operations that these rows of a page allow."""
    rows = dict(PERMISSIONS[page])
    actions = {action for operation in operations for action in rows[operation]}
    return {action.removeprefix("sagemaker:") for action in actions}
