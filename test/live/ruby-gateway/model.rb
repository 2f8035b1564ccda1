# frozen_string_literal: true

# The model behind the gateway: chat completions over HTTP, streamed. Must not know sessions.

require 'json'
require 'socket'
require 'uri'

class ModelCall
  class Failed < StandardError; end

  # Calls the block with (:start), (:delta, text) for each piece, and at last (:end, tokens) or (:error, message).
  # After `cancel` it is called no more.
  def initialize(base, messages, &told)
    @told = told
    @url = URI(base)
    @body = JSON.generate(model: 'any', stream: true, messages: messages)
    @cancelled = false
    @thread = Thread.new { run }
  end

  def cancel
    @cancelled = true
    @socket&.close
  rescue IOError
    nil
  end

  private

  def tell(*what)
    @told.call(*what) unless @cancelled
  end

  def run
    tokens = 0
    stream do |chunk|
      raise Failed, chunk['error']['message'].to_s if chunk['error']

      tokens = chunk.dig('usage', 'total_tokens') || tokens
      text = chunk.dig('choices', 0, 'delta', 'content').to_s
      tell(:delta, text) unless text.empty?
    end
    tell(:end, tokens)
  rescue Failed, EOFError, IOError, SystemCallError => e
    tell(:error, e.is_a?(Failed) ? e.message : 'the connection to the model broke')
  ensure
    @socket&.close
  end

  # Yields each event of the stream; returns at its end.
  def stream
    @socket = TCPSocket.new(@url.host, @url.port)
    # it was given up before there was anything to close
    raise Failed, 'cancelled' if @cancelled

    @socket.write("POST #{@url.path}/v1/chat/completions HTTP/1.1\r\nHost: #{@url.host}:#{@url.port}\r\n" \
                  "Content-Type: application/json\r\nContent-Length: #{@body.bytesize}\r\nConnection: close\r\n\r\n#{@body}")
    status = line
    headers = []
    while (header = line) != ''
      headers << header.downcase
    end
    raise Failed, status unless status.include?(' 200')

    tell(:start)
    each_line(headers.any? { |one| one.start_with?('transfer-encoding:') && one.include?('chunked') }) do |text|
      next unless text.start_with?('data: ')
      return if text == 'data: [DONE]'

      yield JSON.parse(text.delete_prefix('data: '))
    end
    raise Failed, 'the stream of the model ended early'
  end

  def line
    (@socket.gets("\r\n") || raise(EOFError)).chomp
  end

  def each_line(chunked)
    rest = +''.b
    loop do
      data = chunked ? chunk : @socket.readpartial(65_536)
      break if data.nil?

      rest << data
      while (end_of_line = rest.index("\n"))
        yield rest.slice!(0..end_of_line).chomp.force_encoding('UTF-8')
      end
    end
  end

  def chunk
    size = line.to_i(16)
    data = @socket.read(size)
    line
    size.zero? ? nil : data
  end
end
