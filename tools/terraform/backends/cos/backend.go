package cos

import "github.com/hashicorp/terraform/internal/backend"

// New stands for a backend that this build of the program leaves out.
func New() backend.Backend { return nil }
