package ws

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// Opcodes of RFC 6455, section 5.2.
const (
	opContinuation = 0x0
	opText         = 0x1
	opBinary       = 0x2
	opClose        = 0x8
	opPing         = 0x9
	opPong         = 0xA
)

var (
	errProtocol = errors.New("ws: protocol error")
	errTooBig   = errors.New("ws: message too big")
)

type frame struct {
	fin     bool
	opcode  byte
	payload []byte
}

// readFrame reads one masked frame whose payload is at most limit bytes long.
func readFrame(r *bufio.Reader, limit int64) (frame, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return frame{}, err
	}
	f := frame{fin: head[0]&0x80 != 0, opcode: head[0] & 0x0F}
	if head[0]&0x70 != 0 || head[1]&0x80 == 0 {
		return frame{}, errProtocol
	}
	length := int64(head[1] & 0x7F)
	switch length {
	case 126:
		var ext [2]byte
		if _, err := io.ReadFull(r, ext[:]); err != nil {
			return frame{}, err
		}
		length = int64(binary.BigEndian.Uint16(ext[:]))
	case 127:
		var ext [8]byte
		if _, err := io.ReadFull(r, ext[:]); err != nil {
			return frame{}, err
		}
		wide := binary.BigEndian.Uint64(ext[:])
		if wide>>63 != 0 {
			return frame{}, errProtocol
		}
		length = int64(wide)
	}
	if f.opcode >= opClose && (length > 125 || !f.fin) {
		return frame{}, errProtocol
	}
	if length > limit {
		return frame{}, errTooBig
	}
	var mask [4]byte
	if _, err := io.ReadFull(r, mask[:]); err != nil {
		return frame{}, err
	}
	f.payload = make([]byte, length)
	if _, err := io.ReadFull(r, f.payload); err != nil {
		return frame{}, err
	}
	for i := range f.payload {
		f.payload[i] ^= mask[i&3]
	}
	return f, nil
}

// encodeFrame gives the bytes of one final, unmasked frame.
func encodeFrame(opcode byte, payload []byte) []byte {
	n := len(payload)
	out := make([]byte, 0, n+10)
	out = append(out, 0x80|opcode)
	switch {
	case n < 126:
		out = append(out, byte(n))
	case n < 1<<16:
		out = append(out, 126, byte(n>>8), byte(n))
	default:
		var ext [8]byte
		binary.BigEndian.PutUint64(ext[:], uint64(n))
		out = append(append(out, 127), ext[:]...)
	}
	return append(out, payload...)
}
