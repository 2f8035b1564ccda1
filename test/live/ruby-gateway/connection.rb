# frozen_string_literal: true

# One client: its scopes, what it asked to be sent, and the counter of its events. Must not know sessions.

require 'json'

class Connection
  ADMIN = 'operator.admin'
  READ = 'operator.read'
  WRITE = 'operator.write'
  LIMITS = { maxPayload: 25 * 1024 * 1024, maxBufferedBytes: 50 * 1024 * 1024, tickIntervalMs: 30_000 }.freeze
  BEFORE_HELLO_BYTES = 64 * 1024
  # Room for the frame around a payload.
  ENVELOPE_BYTES = 256

  attr_reader :socket, :follows, :opened_at
  attr_accessor :scopes, :subscribed

  def initialize(socket)
    @socket = socket
    @scopes = nil
    @seq = 0
    @subscribed = false
    @follows = []
    @opened_at = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  end

  def greeted? = !@scopes.nil? && !@socket.closing?

  def may?(scope)
    return true if scope.nil?

    @scopes.include?(scope) || @scopes.include?(ADMIN) || (scope == READ && @scopes.include?(WRITE))
  end

  # A number is taken for what is sent, and for nothing else.
  def event(name, payload)
    return unless greeted? && admits?

    @seq += 1
    @socket.send_text(JSON.generate(type: 'event', event: name, payload: fitted(name, payload), seq: @seq))
  end

  def challenge
    payload = { nonce: SecureRandom.hex(8), ts: now }
    @socket.send_text(JSON.generate(type: 'event', event: 'connect.challenge', payload: payload))
  end

  def answer(id, payload)
    @socket.send_text(JSON.generate(type: 'res', id: id, ok: true, payload: payload)) if admits?
  end

  def refuse(id, error)
    @socket.send_text(JSON.generate(type: 'res', id: id, ok: false, error: error)) if admits?
  end

  private

  def admits?
    return true if @socket.buffered <= LIMITS[:maxBufferedBytes]

    @socket.close(1008, 'slow consumer')
    false
  end

  # A text that is too long to be sent is cut, and what held it says so, where it may say anything.
  def fitted(name, payload)
    room = LIMITS[:maxPayload] - ENVELOPE_BYTES
    return payload if JSON.generate(payload).bytesize <= room

    longest = room * 3 / 4
    loop do
      shorter = cut(payload, longest, name != 'chat')
      return shorter if JSON.generate(shorter).bytesize <= room

      longest /= 4
    end
  end

  def cut(value, longest, marks)
    case value
    when Array then value.map { |item| cut(item, longest, marks) }
    when Hash
      long = value.values.any? { |member| member.is_a?(String) && member.bytesize > longest }
      value.transform_values { |member| cut(member, longest, marks) }.merge(long && marks ? { truncated: true } : {})
    when String then value.bytesize > longest ? value.byteslice(0, longest).scrub('') : value
    else value
    end
  end
end
