package ws

import (
	"bufio"
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// Close codes that a gateway uses.
const (
	CloseNormal          = 1000
	CloseProtocolError   = 1002
	CloseInvalidText     = 1007
	ClosePolicyViolation = 1008
	CloseMessageTooBig   = 1009
	CloseServiceRestart  = 1012
)

// closeGrace is how long a peer has to take what is left and to answer a close.
const closeGrace = 8 * time.Second

// ErrClosed is returned by Read once the connection is closing.
var ErrClosed = errors.New("ws: closed")

// Conn is one server side WebSocket connection. Send and Close may be called from anywhere, Read from one goroutine.
type Conn struct {
	socket      net.Conn
	reader      *bufio.Reader
	readLimit   atomic.Int64
	maxBuffered int

	mu       sync.Mutex
	wake     *sync.Cond
	queue    [][]byte
	buffered int
	closing  bool
	done     chan struct{}
}

func newConn(socket net.Conn, reader *bufio.Reader, maxBuffered int) *Conn {
	c := &Conn{socket: socket, reader: reader, maxBuffered: maxBuffered, done: make(chan struct{})}
	c.wake = sync.NewCond(&c.mu)
	go c.write()
	return c
}

// SetReadLimit bounds the size of a message that is read from now on.
func (c *Conn) SetReadLimit(bytes int64) { c.readLimit.Store(bytes) }

// Done is closed when everything was written, or nothing can be any more.
func (c *Conn) Done() <-chan struct{} { return c.done }

// Send queues a text message. A peer that leaves more than the bound waiting is closed as a slow consumer.
func (c *Conn) Send(text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return
	}
	if c.buffered+len(text) > c.maxBuffered {
		if len(c.queue) > 1 {
			c.queue = c.queue[:1]
		}
		c.closeLocked(ClosePolicyViolation, "slow consumer")
		return
	}
	c.push(encodeFrame(opText, text))
}

// Close sends what is queued, then a close frame, and ends the connection.
func (c *Conn) Close(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closeLocked(code, reason)
}

func (c *Conn) closeLocked(code int, reason string) {
	if c.closing {
		return
	}
	payload := make([]byte, 2, 2+len(reason))
	binary.BigEndian.PutUint16(payload, uint16(code))
	c.push(encodeFrame(opClose, append(payload, reason...)))
	c.closing = true
	_ = c.socket.SetDeadline(time.Now().Add(closeGrace))
}

func (c *Conn) push(frame []byte) {
	c.queue = append(c.queue, frame)
	c.buffered += len(frame)
	c.wake.Signal()
}

// write takes frames off the queue. The one under way stays at its front, and counts as buffered.
func (c *Conn) write() {
	defer close(c.done)
	for {
		c.mu.Lock()
		for len(c.queue) == 0 && !c.closing {
			c.wake.Wait()
		}
		if len(c.queue) == 0 {
			c.mu.Unlock()
			if tcp, ok := c.socket.(*net.TCPConn); ok {
				_ = tcp.CloseWrite()
			}
			return
		}
		next := c.queue[0]
		c.mu.Unlock()
		_, err := c.socket.Write(next)
		c.mu.Lock()
		c.queue = c.queue[1:]
		c.buffered -= len(next)
		if err != nil {
			c.closing = true
			c.queue = nil
			c.mu.Unlock()
			_ = c.socket.Close()
			return
		}
		c.mu.Unlock()
	}
}

// Read gives the next message, text or binary, answering pings meanwhile.
func (c *Conn) Read() (message []byte, isText bool, err error) {
	var opcode byte
	for {
		f, err := readFrame(c.reader, c.readLimit.Load()-int64(len(message)))
		if err != nil {
			return nil, false, c.refuse(err)
		}
		switch f.opcode {
		case opPing:
			c.mu.Lock()
			if !c.closing {
				c.push(encodeFrame(opPong, f.payload))
			}
			c.mu.Unlock()
			continue
		case opPong:
			continue
		case opClose:
			code := CloseNormal
			if len(f.payload) >= 2 {
				code = int(binary.BigEndian.Uint16(f.payload))
			}
			c.Close(code, "")
			return nil, false, ErrClosed
		case opText, opBinary:
			if opcode != 0 {
				return nil, false, c.refuse(errProtocol)
			}
			opcode = f.opcode
		case opContinuation:
			if opcode == 0 {
				return nil, false, c.refuse(errProtocol)
			}
		default:
			return nil, false, c.refuse(errProtocol)
		}
		if message == nil {
			message = f.payload
		} else {
			message = append(message, f.payload...)
		}
		if f.fin {
			if opcode == opText && !utf8.Valid(message) {
				c.Close(CloseInvalidText, "not UTF-8")
				return nil, false, ErrClosed
			}
			return message, opcode == opText, nil
		}
	}
}

func (c *Conn) refuse(err error) error {
	switch {
	case errors.Is(err, errTooBig):
		c.Close(CloseMessageTooBig, "message too big")
	case errors.Is(err, errProtocol):
		c.Close(CloseProtocolError, "protocol error")
	default:
		c.Close(CloseNormal, "")
	}
	return err
}

// Drain reads and drops what a closing peer still sends, so that it gets the close frame, and then lets go of the socket.
func (c *Conn) Drain() {
	var scrap [32 * 1024]byte
	for {
		if _, err := c.reader.Read(scrap[:]); err != nil {
			break
		}
	}
	<-c.done
	_ = c.socket.Close()
}
