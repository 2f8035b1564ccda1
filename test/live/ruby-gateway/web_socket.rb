# frozen_string_literal: true

# WebSockets (RFC 6455) as a server needs them: the handshake, whole messages in, frames out. One thread reads, one writes.
# Owns one connection's bytes. Must not know what messages say.

require 'digest/sha1'
require 'socket'

class WebSocket
  GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
  CONTINUATION = 0
  TEXT = 1
  CLOSE = 8
  PING = 9
  PONG = 10
  # A peer that does not answer a close gets no longer than this, in seconds.
  GRACE = 1

  # The connection is over; `code` is what to tell the peer, if anything.
  class Over < StandardError
    attr_reader :code

    def initialize(code = nil, reason = '')
      super(reason)
      @code = code
    end
  end

  attr_accessor :max_bytes
  attr_reader :buffered

  def initialize(socket, max_bytes)
    @socket = socket
    @socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
    @max_bytes = max_bytes
    @buffered = 0
    @counting = Mutex.new
    @closing = false
    @outgoing = Queue.new
  end

  # Reads the request that opens it, and answers.
  def open
    head = +''
    head << @socket.readpartial(4096) until head.include?("\r\n\r\n") || head.bytesize > 16_384
    key = head[/^sec-websocket-key:\s*(\S+)/i, 1]
    raise Over, nil if key.nil?

    accept = [Digest::SHA1.digest(key + GUID)].pack('m0')
    @socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" \
                  "Sec-WebSocket-Accept: #{accept}\r\n\r\n")
    @rest = head.split("\r\n\r\n", 2).last.b
    @writer = Thread.new { write_all }
  end

  def closing? = @closing

  def send_text(text)
    push(TEXT, text.b) unless @closing
  end

  def close(code, reason = '')
    return if @closing

    @closing = true
    push(CLOSE, [code].pack('n') + reason.b)
    Thread.new do
      sleep(GRACE)
      terminate
    end
  end

  def terminate
    @socket.close
  rescue IOError, SystemCallError
    nil
  end

  # The next whole message. Raises Over when there will be none.
  def receive
    parts = +''.b
    loop do
      final, opcode, data = frame(parts.bytesize)
      case opcode
      when PING then push(PONG, data)
      when PONG then nil
      when CLOSE then answer_close(data)
      else
        parts << data
        return parts.force_encoding('UTF-8') if final
      end
    end
  rescue EOFError, IOError, SystemCallError
    raise Over, nil
  end

  private

  def answer_close(data)
    unless @closing
      @closing = true
      push(CLOSE, data.empty? ? ''.b : data[0, 2])
    end
    @outgoing << nil
    @writer.join(GRACE)
    terminate
    raise Over, nil
  end

  def frame(so_far)
    first, second = read(2).bytes
    length = second & 0x7f
    length = read(2).unpack1('n') if length == 126
    length = read(8).unpack1('Q>') if length == 127
    raise Over.new(1009, 'message too big') if so_far + length > @max_bytes

    mask = (second & 0x80).zero? ? nil : read(4)
    data = read(length)
    [first & 0x80 != 0, first & 0x0f, mask.nil? ? data : unmask(data, mask)]
  end

  # A whole message at once: four bytes are one number, and a message has many.
  def unmask(data, mask)
    key = mask.unpack1('N')
    padded = data + ("\0" * (-data.bytesize % 4))
    padded.unpack('N*').map! { |word| word ^ key }.pack('N*').byteslice(0, data.bytesize)
  end

  def read(count)
    while @rest.bytesize < count
      @rest << @socket.readpartial([count - @rest.bytesize, 65_536].max)
    end
    @rest.slice!(0, count)
  end

  def push(opcode, data)
    size = data.bytesize
    head = if size < 126 then [0x80 | opcode, size].pack('CC')
           elsif size < 65_536 then [0x80 | opcode, 126, size].pack('CCn')
           else [0x80 | opcode, 127, size].pack('CCQ>')
           end
    @counting.synchronize { @buffered += head.bytesize + size }
    @outgoing << (head + data)
  end

  def write_all
    while (bytes = @outgoing.pop)
      @socket.write(bytes)
      @counting.synchronize { @buffered -= bytes.bytesize }
    end
  rescue IOError, SystemCallError
    nil
  end
end
