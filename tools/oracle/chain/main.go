// Answers one case as the default chain of the AWS SDK for Go does.
//
// The case is a JSON object on stdin; the environment and the files are those of the process. What comes out is an
// object on stdout: the keys, where they are from and whether they expire, the region, or the error.
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
)

type request struct {
	Profile                string   `json:"profile"`
	Region                 string   `json:"region"`
	SharedConfigFiles      []string `json:"shared_config_files"`
	SharedCredentialsFiles []string `json:"shared_credentials_files"`
}

type keys struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
	Token  string `json:"token"`
}

type answer struct {
	Keys    *keys  `json:"keys"`
	Region  string `json:"region"`
	Source  string `json:"source"`
	Expires bool   `json:"expires"`
	Error   string `json:"error"`
}

func resolve(asked request) answer {
	ctx := context.Background()
	options := []func(*config.LoadOptions) error{config.WithRegion(asked.Region)}
	if asked.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(asked.Profile))
	}
	if len(asked.SharedConfigFiles) > 0 {
		options = append(options, config.WithSharedConfigFiles(asked.SharedConfigFiles))
	}
	if len(asked.SharedCredentialsFiles) > 0 {
		options = append(options, config.WithSharedCredentialsFiles(asked.SharedCredentialsFiles))
	}
	loaded, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return answer{Error: err.Error()}
	}
	found, err := loaded.Credentials.Retrieve(ctx)
	if err != nil {
		return answer{Region: loaded.Region, Error: err.Error()}
	}
	return answer{
		Keys:    &keys{found.AccessKeyID, found.SecretAccessKey, found.SessionToken},
		Region:  loaded.Region,
		Source:  found.Source,
		Expires: found.CanExpire,
	}
}

func main() {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(resolve(asked)); err != nil {
		panic(err)
	}
}
