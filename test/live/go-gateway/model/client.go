// Package model reaches a language model by chat completions over HTTP.
package model

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Message is one line of a prompt.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Client calls one provider. A call whose context ends has its connection closed.
type Client struct {
	base string
	http *http.Client
}

// NewClient makes a client for the provider at base, such as http://127.0.0.1:8080.
func NewClient(base string) *Client {
	return &Client{
		base: strings.TrimRight(base, "/"),
		http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
	}
}

type chunk struct {
	Choices []struct {
		Delta struct {
			Content string `json:"content"`
		} `json:"delta"`
		FinishReason *string `json:"finish_reason"`
	} `json:"choices"`
	Usage *struct {
		TotalTokens int `json:"total_tokens"`
	} `json:"usage"`
	Error *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// Stream posts a prompt and calls onText with each piece of the reply. It returns what the model counted.
func (c *Client) Stream(ctx context.Context, prompt []Message, onText func(text string)) (tokens int, err error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	err = encoder.Encode(map[string]any{"model": "any", "stream": true, "messages": prompt})
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/v1/chat/completions", &body)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		return 0, failure(response.StatusCode, text)
	}
	return read(bufio.NewReader(response.Body), onText)
}

func failure(status int, text []byte) error {
	var answer chunk
	if json.Unmarshal(text, &answer) == nil && answer.Error != nil && answer.Error.Message != "" {
		return errors.New(answer.Error.Message)
	}
	return fmt.Errorf("the model answered with status %d", status)
}

// read decodes server-sent events line by line, so that characters are whole wherever the network parted them.
func read(body *bufio.Reader, onText func(text string)) (tokens int, err error) {
	finished := false
	for {
		line, err := body.ReadString('\n')
		if data, ok := cutData(line); ok {
			if data == "[DONE]" {
				return tokens, nil
			}
			var c chunk
			if err := json.Unmarshal([]byte(data), &c); err != nil {
				return tokens, fmt.Errorf("the model sent what cannot be read: %w", err)
			}
			if c.Error != nil {
				return tokens, errors.New(c.Error.Message)
			}
			if c.Usage != nil {
				tokens = c.Usage.TotalTokens
			}
			for _, choice := range c.Choices {
				if choice.Delta.Content != "" {
					onText(choice.Delta.Content)
				}
				finished = finished || choice.FinishReason != nil
			}
		}
		if err != nil {
			if finished && errors.Is(err, io.EOF) {
				return tokens, nil
			}
			return tokens, fmt.Errorf("the model broke off: %w", err)
		}
	}
}

func cutData(line string) (string, bool) {
	line = strings.TrimRight(line, "\r\n")
	if !strings.HasPrefix(line, "data:") {
		return "", false
	}
	return strings.TrimPrefix(strings.TrimPrefix(line, "data:"), " "), true
}
