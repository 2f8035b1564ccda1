# frozen_string_literal: true

# What goes on in sessions: runs and their ends, the end of a generation, compaction, and what a restart finds.
module Runs
  RUN_SECONDS = 300
  SUMMARY_SECONDS = 60
  INSTRUCTION = 'Write a summary of the conversation above for a checkpoint.'

  private

  # Starts the next run of a session that has none at the model.
  def pump(session)
    return if @stopping || session.active || session.queue.empty?

    run = session.active = session.queue.shift
    @journal.add({ op: 'started', key: session.key, run: run.id })
    run.started_at = session.row[:startedAt] = now
    run.deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + RUN_SECONDS
    run.call = ModelCall.new(@provider, session.prompt(run)) do |what, said|
      @lock.synchronize { heard(session, run, what, said) unless run.settled }
    end
  end

  def heard(session, run, what, said)
    case what
    when :start
      agent(session, run, 'lifecycle', { phase: 'start', startedAt: run.started_at })
      changed(session, phase: 'start', runId: run.id)
    when :delta
      run.reply << said
      agent(session, run, 'assistant', { delta: said })
      broadcast(concerned(session, run), Connection::READ, 'chat',
                { runId: run.id, sessionKey: session.key, seq: run.seq, state: 'delta', deltaText: said })
    when :end then done(session, run, 'stop', nil, said)
    when :error then done(session, run, 'error', said, 0)
    end
  end

  def done(session, run, reason, message, tokens)
    data = { phase: reason == 'stop' ? 'end' : 'error', endedAt: now, error: message }.compact
    agent(session, run, 'lifecycle', data)
    finish(session, [run], reason, message, tokens)
    pump(session)
  end

  def give_up(session, at)
    run = session.active
    return unless run && at > run.deadline

    run.call.cancel
    done(session, run, 'error', 'the run timed out', 0)
  end

  # Settles runs: what they leave is durable, then pushed, then their terminals go out.
  def finish(session, runs, reason, message, tokens = 0)
    return if runs.empty?

    closing = closing_entries(session, runs, reason, message)
    @journal.add(*closing.zip(runs).map { |entry, run| settling(session, entry, run, tokens) })
    runs.each { |run| settle(session, run) }
    closing.zip(runs) { |entry, run| session.append(entry, tokens: tokens, started_at: run.started_at) }
    closing.each { |entry| push(session, entry) }
    runs.each do |run|
      terminal(session, run, reason, message)
      changed(session, phase: reason == 'stop' ? 'end' : 'error', runId: run.id)
    end
  end

  def settling(session, entry, run, tokens)
    { op: 'entry', key: session.key, entry: entry, settles: run.id, tokens: tokens, startedAt: run.started_at }
  end

  def closing_entries(session, runs, reason, message)
    runs.each_with_index.map do |run, index|
      session.draft('assistant', run.reply.dup, seq: session.next_seq + index, runId: run.id, stopReason: reason,
                                                errorMessage: message)
    end
  end

  def settle(session, run)
    run.settled = true
    run.call&.cancel
    session.active = nil if session.active.equal?(run)
    session.queue.delete(run)
  end

  # Whom a run concerns: who follows its session, who subscribed to all, and who sent its message.
  def concerned(session, run)
    @connections.select { |one| one.subscribed || one.follows.include?(session.key) || one.equal?(run.sender) }
  end

  def agent(session, run, stream, data)
    run.seq += 1
    broadcast(concerned(session, run), Connection::READ, 'agent',
              { runId: run.id, sessionKey: session.key, seq: run.seq, stream: stream, ts: now, data: data })
  end

  def terminal(session, run, reason, message)
    said = run.reply.empty? ? nil : { role: 'assistant', content: [{ type: 'text', text: run.reply }], timestamp: now }
    base = { runId: run.id, sessionKey: session.key, seq: run.seq }
    payload = case reason
              when 'stop' then { **base, state: 'final', message: said }
              when 'aborted' then { **base, state: 'aborted', stopReason: 'aborted', message: said }
              else { **base, state: 'error', errorMessage: message || reason }
              end
    broadcast(concerned(session, run), Connection::READ, 'chat', payload.compact)
  end

  def push(session, entry)
    meta = entry[:__openclaw]
    broadcast(followers(session), Connection::READ, 'session.message',
              { sessionKey: session.key, sessionId: session.id, message: entry, messageId: meta[:id], messageSeq: meta[:seq] })
  end

  def changed(session, **what)
    broadcast(subscribers, Connection::READ, 'sessions.changed',
              { sessionKey: session.key, ts: now, **what, sessionId: session.id, session: session.shown_row })
  end

  # Ends a generation: durable first, then its runs, then the answer (the block), then the notices.
  def rotate(session, type, trigger, followed: false)
    runs = session.unsettled
    closing = closing_entries(session, runs, 'aborted', 'the session was reset')
    ended = session.id
    record = { type: type, trigger: trigger, oldSessionId: ended,
               newSessionId: type == 'delete' ? nil : SecureRandom.hex(8), sessionKey: session.key, timestamp: now,
               postResetMessagePresent: followed, archive: ended }
    @journal.add({ op: 'ended', record: record, closing: closing })
    runs.each { |run| settle(session, run) }
    turn_over(session, record, closing)
    runs.each { |run| terminal(session, run, 'aborted', nil) }
    yield record
    notices(session, type, ended)
  end

  def notices(session, type, ended)
    if type == 'delete'
      broadcast(subscribers, Connection::READ, 'sessions.changed', { sessionKey: session.key, ts: now, reason: 'delete' })
    else
      changed(session, reason: 'reset')
    end
    broadcast(subscribers, Connection::READ, 'socket.drain',
              { sessionKey: session.key, sessionId: ended, reason: type == 'delete' ? 'deleted' : 'reset', ts: now })
  end

  # The same whether it was just written or is read back.
  def turn_over(session, record, closing)
    archive(record[:archive], session.entries + closing, record[:sessionKey], record[:oldSessionId], record[:type],
            record[:timestamp])
    @audit << record
    record[:newSessionId] ? session.begin(record[:newSessionId]) : session.close
  end

  def archive(name, entries, key, id, reason, at)
    info = { archive: name, sessionKey: key, sessionId: id, reason: reason, timestamp: at }
    @archives[name] = { info: info, entries: entries }
  end

  # The session goes on while the model writes; only what there is now is covered, up to the first message that waits.
  def compact(session, &answer)
    open = session.unsettled.map(&:id)
    covered = session.entries.take_while { |entry| !open.include?(entry[:idempotencyKey]) }
    return answer.call('in-progress') if session.compacting
    return answer.call('nothing-to-compact') if covered.size < 2

    session.compacting = true
    generation = session.id
    shown = covered.map { |entry| { role: entry[:role], content: entry[:content] } }
    text = +''
    over = false
    conclude = lambda do |failure|
      next if over

      over = true
      session.compacting = false if session.id == generation
      failure ||= 'session-ended' if session.id != generation
      failure ||= 'summary-failed' if text.strip.empty?
      swap(session, covered, text) if failure.nil?
      answer.call(failure)
    end
    call = ModelCall.new(@provider, [*shown, { role: 'user', content: INSTRUCTION }]) do |what, said|
      @lock.synchronize do
        case what
        when :delta then text << said
        when :end then conclude.call(nil)
        when :error then conclude.call('summary-failed')
        end
      end
    end
    Thread.new do
      sleep(SUMMARY_SECONDS)
      @lock.synchronize do
        call.cancel
        conclude.call('summary-failed')
      end
    end
  end

  def swap(session, covered, text)
    covers = covered.last[:__openclaw][:seq]
    summary = session.draft('system', text, seq: covers, kind: 'compaction', covers: covers)
    name = "#{session.id}.compaction-#{@archives.size + 1}"
    @journal.add({ op: 'compact', key: session.key, entry: summary, archive: name })
    compacted(session, summary, name)
    push(session, summary)
    changed(session, reason: 'compact')
  end

  def compacted(session, summary, name)
    archive(name, session.entries, session.key, session.id, 'compaction', summary[:timestamp])
    session.compact(summary)
  end

  # What was kept, read back; a run that was at the model is settled as interrupted, one that waited waits again.
  def recover
    started = []
    @journal.replay { |line| recall(line, started) }
    @sessions.each_value do |session|
      cut = session.queue.select { |run| started.include?([session.key, run.id]) }
      finish(session, cut, 'interrupted', 'the gateway restarted')
    end
  end

  def recall(line, started)
    session = @sessions[line[:key] || line[:record][:sessionKey]]
    case line[:op]
    when 'open' then session.begin(line[:sessionId])
    when 'started' then started << [session.key, line[:run]]
    when 'ended' then turn_over(session, line[:record], line[:closing])
    when 'compact' then compacted(session, line[:entry], line[:archive])
    when 'entry' then recall_entry(session, line)
    end
  end

  def recall_entry(session, line)
    entry = line[:entry]
    run_id = line[:run] || entry[:idempotencyKey]
    remember(session.key, run_id, line[:sent]) if line[:sent]
    session.queued(Run.new(run_id, entry[:content])) if entry[:role] == 'user'
    session.queue.delete_if { |run| run.id == line[:settles] } if line[:settles]
    session.append(entry, tokens: line.fetch(:tokens, 0), started_at: line[:startedAt])
  end
end
