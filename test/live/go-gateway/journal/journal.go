// Package journal is an append-only file of JSON lines, each on the disk before Append returns.
package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Journal is an open file. Its methods may be called from anywhere.
type Journal struct {
	mu     sync.Mutex
	file   *os.File
	size   int64
	broken bool
}

// Open opens or creates the journal, and calls replay with each whole line. What a crash left of a last line is cut off.
func Open(path string, replay func(line []byte) error) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	j := &Journal{file: file}
	if err := j.replay(replay); err != nil {
		_ = file.Close()
		return nil, err
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		_ = file.Close()
		return nil, err
	}
	return j, nil
}

func (j *Journal) replay(replay func(line []byte) error) error {
	reader := bufio.NewReaderSize(j.file, 1<<20)
	for {
		line, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return j.rewind()
		}
		if err != nil {
			return err
		}
		if err := replay(bytes.TrimSuffix(line, []byte{'\n'})); err != nil {
			return fmt.Errorf("journal: line at byte %d: %w", j.size, err)
		}
		j.size += int64(len(line))
	}
}

// rewind takes away what stands behind the last whole line.
func (j *Journal) rewind() error {
	if err := j.file.Truncate(j.size); err != nil {
		return err
	}
	if _, err := j.file.Seek(j.size, io.SeekStart); err != nil {
		return err
	}
	return j.file.Sync()
}

// Append writes one value as a line and syncs it. When it fails, nothing of it stays.
func (j *Journal) Append(value any) error {
	line, err := encode(value)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken {
		if err := j.rewind(); err != nil {
			return err
		}
		j.broken = false
	}
	if _, err := j.file.Write(line); err != nil {
		j.broken = j.rewind() != nil
		return err
	}
	if err := j.file.Sync(); err != nil {
		j.broken = j.rewind() != nil
		return err
	}
	j.size += int64(len(line))
	return nil
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }

func encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
