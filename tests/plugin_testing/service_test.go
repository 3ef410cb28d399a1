package plugintesting

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
)

// service is the local SageMaker service as a process, and its control API.
type service struct {
	url     string
	process *exec.Cmd
	stdin   io.Closer
}

type state struct {
	Regions []struct {
		Account string
		Region  string
		Images  []image
	}
}

type image struct {
	ImageName string
	Tags      map[string]string
	Versions  []version
}

type version struct {
	Version int
	Aliases []string
}

// startService starts the service on a free port; it ends with this process's end of its stdin.
func startService() (*service, error) {
	command := exec.Command(os.Getenv("PYTHON"), "-m", "emulator", "--port=0", "--exit-with-stdin",
		"--creating=0.05", "--updating=0.05", "--deleting=0.05")
	command.Dir = ".."
	command.Stderr = os.Stderr
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("PYTHON=%q cannot start the service: %w", os.Getenv("PYTHON"), err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	found := regexp.MustCompile(`listening on (http://\S+)`).FindStringSubmatch(line)
	if err != nil || found == nil {
		return nil, fmt.Errorf("the service did not start: %q %w", line, err)
	}
	return &service{url: found[1], process: command, stdin: stdin}, nil
}

func (s *service) stop() {
	s.stdin.Close()
	_ = s.process.Wait()
}

// control makes one request of the control API, without a body for nil, and reads its answer into
// out.
func (s *service) control(method, path string, body, out any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequest(method, s.url+"/_control/"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", method, path, answer)
	}
	return json.Unmarshal(answer, out)
}

// image returns the service's image of that name, nil when there is none.
func (s *service) image(name string) (*image, error) {
	var found state
	if err := s.control(http.MethodGet, "state", nil, &found); err != nil {
		return nil, err
	}
	for _, part := range found.Regions {
		for _, image := range part.Images {
			if image.ImageName == name {
				return &image, nil
			}
		}
	}
	return nil, nil
}

// put changes members of an image, or of a version when it is not 0, behind the provider's back.
func (s *service) put(name string, version int, members map[string]any) error {
	return s.control(http.MethodPost, "put", resourceOf(name, version, "set", members), &struct{}{})
}

// remove takes an image, or a version when it is not 0, away behind the provider's back.
func (s *service) remove(name string, version int) error {
	return s.control(http.MethodPost, "put", resourceOf(name, version, "delete", true), &struct{}{})
}

func resourceOf(name string, version int, verb string, value any) map[string]any {
	body := map[string]any{"image": name, verb: value}
	if version != 0 {
		body["version"] = version
	}
	return body
}

// complaints tells of requests and answers that the public service model does not know.
func (s *service) complaints() error {
	var broken []any
	if err := s.control(http.MethodGet, "violations", nil, &broken); err != nil {
		return err
	}
	var requests []struct {
		Operation string
		Unknown   any `json:"unknown_members"`
	}
	if err := s.control(http.MethodGet, "log", nil, &requests); err != nil {
		return err
	}
	for _, request := range requests {
		if request.Unknown != nil {
			broken = append(broken, fmt.Sprint(request.Operation, " has unknown members ", request.Unknown))
		}
	}
	if len(broken) > 0 {
		return fmt.Errorf("against the service model: %v", broken)
	}
	return nil
}
