# frozen_string_literal: true

# An agent gateway in Ruby, with nothing but the standard library, written from src/protocol/README.md.
#
#   GATEWAY_TOKEN=… ruby gateway.rb --port PORT --state FOLDER --provider URL
#
# One lock guards everything but sockets and the model, whose threads take it to tell what they heard.

require 'json'
require 'monitor'
require 'optparse'
require 'securerandom'
require_relative 'connection'
require_relative 'methods'
require_relative 'model'
require_relative 'runs'
require_relative 'session'
require_relative 'store'
require_relative 'web_socket'

class Gateway
  include Methods
  include Runs

  PROTOCOL = 4
  VERSION = 'ruby-gateway-1'
  EVENTS = %w[connect.challenge tick shutdown chat agent session.message sessions.changed socket.drain].freeze
  HANDSHAKE_SECONDS = 15
  DEDUPE_SECONDS = 300

  # What a client gets for a request that is not granted.
  class Refused < StandardError
    attr_reader :error

    def initialize(code, message, reason: nil, details: nil, **more)
      super(message)
      details ||= reason && { reason: reason }
      @error = { code: code, message: message, details: details, **more }.compact
    end
  end

  def initialize(port:, state:, provider:, token:)
    @provider = provider
    @token = token
    @lock = Monitor.new
    @connections = []
    @sessions = Hash.new { |all, key| all[key] = Session.new(key) }
    @remembered = {}
    @audit = []
    @archives = {}
    @stopping = false
    @journal = Journal.new(state)
    recover
    @server = TCPServer.new('127.0.0.1', port)
  end

  def serve
    Thread.new { watch_the_clock }
    @lock.synchronize { @sessions.each_value { |session| pump(session) } }
    loop do
      socket = @server.accept
      Thread.new { talk(socket) }
    end
  rescue IOError
    sleep
  end

  def stop
    @lock.synchronize do
      next if @stopping

      @stopping = true
      @sessions.each_value { |session| finish(session, [session.active].compact, 'interrupted', 'the gateway is stopping') }
      broadcast(@connections, nil, 'shutdown', { reason: 'gateway stopping' })
      @connections.each { |connection| connection.socket.close(1012, 'service restart') }
    end
    sleep(0.3)
    exit!(0)
  end

  private

  def talk(socket)
    wire = WebSocket.new(socket, Connection::BEFORE_HELLO_BYTES)
    wire.open
    connection = Connection.new(wire)
    connection.challenge
    @lock.synchronize { @connections << connection }
    loop { receive(connection, wire.receive) }
  rescue WebSocket::Over => e
    wire.close(e.code, e.message) if e.code
  rescue EOFError, SystemCallError
    nil
  ensure
    @lock.synchronize { @connections.delete(connection) }
  end

  def receive(connection, text)
    return if connection.socket.closing?

    frame = request_in(text)
    @lock.synchronize do
      if connection.scopes.nil?
        frame.nil? ? connection.socket.close(1008, 'connect first') : greet(connection, frame)
      elsif frame
        answer(connection, frame)
      end
    end
  end

  def answer(connection, frame)
    said = perform(connection, frame)
    connection.answer(frame[:id], said) unless said.nil?
  rescue Refused => e
    connection.refuse(frame[:id], e.error)
  end

  def request_in(text)
    frame = JSON.parse(text, symbolize_names: true, max_nesting: 500)
    frame if frame.is_a?(Hash) && frame[:type] == 'req' && frame[:id].is_a?(String) && frame[:method].is_a?(String)
  rescue JSON::ParserError, EncodingError
    nil
  end

  def greet(connection, frame)
    params = frame[:params]
    problem, code, reason = problem_of(frame[:method], params)
    if problem
      connection.refuse(frame[:id], problem.error)
      return connection.socket.close(code, reason)
    end
    connection.scopes = params[:scopes].is_a?(Array) ? params[:scopes].grep(String) : []
    connection.socket.max_bytes = Connection::LIMITS[:maxPayload]
    connection.answer(frame[:id], hello(connection))
  end

  def problem_of(method, params)
    params = {} unless params.is_a?(Hash)
    if method != 'connect'
      [Refused.new('INVALID_REQUEST', 'the first request must be connect'), 1008, 'connect first']
    elsif !params[:auth].is_a?(Hash) || params[:auth][:token] != @token
      [Refused.new('INVALID_REQUEST', 'unauthorized'), 1008, 'unauthorized']
    elsif !(params[:minProtocol].to_i..params[:maxProtocol].to_i).cover?(PROTOCOL)
      details = { code: 'PROTOCOL_MISMATCH', expectedProtocol: PROTOCOL }
      [Refused.new('INVALID_REQUEST', "this gateway speaks protocol #{PROTOCOL}", details: details), 1002, 'protocol mismatch']
    end
  end

  def hello(connection)
    {
      type: 'hello-ok', protocol: PROTOCOL,
      server: { version: VERSION, connId: connection.object_id.to_s },
      features: { methods: ['connect', *SCOPES.keys], events: EVENTS },
      snapshot: { presence: [], health: {}, stateVersion: { presence: 0, health: 0 }, uptimeMs: 0 },
      auth: { role: 'operator', scopes: connection.scopes },
      policy: Connection::LIMITS
    }
  end

  def broadcast(connections, scope, name, payload)
    connections.each { |one| one.event(name, payload) if one.greeted? && one.may?(scope) }
  end

  def followers(session) = @connections.select { |one| one.follows.include?(session.key) }

  def subscribers = @connections.select(&:subscribed)

  # Ticks, and gives up who does not connect and runs that take too long.
  def watch_the_clock
    ticked = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    loop do
      sleep(0.2)
      at = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      @lock.synchronize do
        if at - ticked >= Connection::LIMITS[:tickIntervalMs] / 1000.0
          ticked = at
          broadcast(@connections, nil, 'tick', { ts: now })
        end
        @connections.each do |one|
          one.socket.close(1000) if one.scopes.nil? && at - one.opened_at > HANDSHAKE_SECONDS
        end
        @sessions.each_value { |session| give_up(session, at) }
      end
    end
  end
end

options = {}
OptionParser.new do |parser|
  parser.on('--port PORT', Integer) { |port| options[:port] = port }
  parser.on('--state FOLDER') { |folder| options[:state] = folder }
  parser.on('--provider URL') { |url| options[:provider] = url }
end.parse!
gateway = Gateway.new(**options, token: ENV.fetch('GATEWAY_TOKEN'))
asked_to_stop, wake = IO.pipe
trap('TERM') { wake.write('.') }
Thread.new do
  asked_to_stop.read(1)
  gateway.stop
end
Thread.abort_on_exception = true
gateway.serve
