# frozen_string_literal: true

# A session: what its key points at now, its transcript, its runs and its row. The same whether a line of the journal was
# just written or is read back. Must not know connections or methods.

require 'securerandom'

def now = (Process.clock_gettime(Process::CLOCK_REALTIME) * 1000).floor

# One answer of the model to one message, from the message's acknowledgement to its terminal.
class Run
  attr_reader :id, :text
  attr_accessor :sender, :seq, :reply, :call, :started_at, :deadline, :settled

  def initialize(id, text, sender = nil)
    @id = id
    @text = text
    @sender = sender
    @seq = 0
    @reply = +''
    @started_at = now
    @settled = false
  end
end

class Session
  STATUS = { 'stop' => 'done', 'error' => 'failed', 'aborted' => 'killed', 'interrupted' => 'killed' }.freeze

  attr_reader :key, :entries, :queue, :id, :row
  attr_accessor :active, :compacting

  def initialize(key)
    @key = key
    close
  end

  # The key points at a new generation.
  def begin(id)
    @id = id
    @entries = []
    @queue = []
    @active = nil
    @compacting = false
    @row = { status: nil, startedAt: nil, endedAt: nil, totalTokens: 0, abortedLastRun: false, compactionCount: 0, updatedAt: now }
  end

  # The key points at nothing.
  def close
    self.begin(nil)
  end

  def open? = !@id.nil?

  def unsettled = [@active, *@queue].compact

  def next_seq = (@entries.last&.dig(:__openclaw, :seq) || 0) + 1

  def draft(role, content, seq: next_seq, kind: nil, covers: nil, **more)
    meta = { id: SecureRandom.hex(8), seq: seq, kind: kind, coversSeq: covers }.compact
    { role: role, content: content, timestamp: now, **more.compact, __openclaw: meta }
  end

  def append(entry, tokens: 0, started_at: nil)
    @entries << entry
    @row[:updatedAt] = entry[:timestamp]
    status = STATUS[entry[:stopReason]]
    return if status.nil?

    @row.update(status: status, startedAt: started_at, endedAt: entry[:timestamp],
                totalTokens: @row[:totalTokens] + tokens, abortedLastRun: status == 'killed' && entry[:stopReason] == 'aborted')
  end

  # A summary takes the place of what it covers.
  def compact(summary)
    covered = summary[:__openclaw][:coversSeq]
    @entries = [summary, *@entries.reject { |entry| entry[:__openclaw][:seq] <= covered }]
    @row[:compactionCount] += 1
  end

  def queued(run)
    @row[:startedAt] = now if unsettled.empty?
    @queue << run
  end

  def shown_row
    runs = unsettled
    row = runs.empty? ? @row : @row.merge(status: 'running', endedAt: nil)
    took = row[:endedAt] && row[:startedAt] ? row[:endedAt] - row[:startedAt] : nil
    { key: @key, sessionId: @id, **row, runtimeMs: took, hasActiveRun: runs.any?, activeRunIds: runs.map(&:id) }
  end

  # What the model is shown of a run: the generation so far, without messages that wait, and last the run's own.
  def prompt(run)
    own = unsettled.map(&:id)
    past = @entries.reject { |entry| entry[:role] == 'user' && own.include?(entry[:runId]) }
    past.map { |entry| { role: entry[:role], content: entry[:content] } } + [{ role: 'user', content: run.text }]
  end
end
