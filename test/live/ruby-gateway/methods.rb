# frozen_string_literal: true

# The requests of a greeted connection: scope and parameters are checked, then one method answers each.
module Methods
  READ = Connection::READ
  WRITE = Connection::WRITE
  ADMIN = Connection::ADMIN
  SCOPES = {
    'chat.send' => WRITE, 'chat.history' => READ, 'chat.abort' => WRITE, 'sessions.list' => READ,
    'sessions.subscribe' => READ, 'sessions.messages.subscribe' => READ, 'sessions.reset' => ADMIN,
    'sessions.delete' => ADMIN, 'sessions.compact' => ADMIN, 'sessions.audit.list' => READ,
    'sessions.archives.list' => READ, 'sessions.archives.read' => READ, 'health' => READ, 'status' => READ,
    'system-presence' => READ, 'config.get' => READ
  }.freeze
  # What each takes; a question mark: it may be left out.
  TAKES = {
    'chat.send' => { sessionKey: String, message: String, idempotencyKey: String, sessionId?: String },
    'chat.history' => { sessionKey: String, limit?: Numeric, offset?: Numeric, maxChars?: Numeric },
    'chat.abort' => { sessionKey: String, runId?: String },
    'sessions.list' => { limit?: Numeric },
    'sessions.messages.subscribe' => { key: String },
    'sessions.reset' => { key: String },
    'sessions.delete' => { key: String, expectedSessionId?: String },
    'sessions.compact' => { key: String },
    'sessions.archives.read' => { archive: String, offset?: Numeric, maxChars?: Numeric }
  }.freeze
  MAIN = 'agent:main:main'
  LARGEST_ANSWER_BYTES = 6 * 1024 * 1024
  COMMAND = %r{\A\s*/(new|reset)(?:\s+(.*))?\z}mi

  private

  # The answer; nil: it was given already, or comes later.
  def perform(connection, frame)
    method = frame[:method]
    refuse("unknown method: #{method}") unless SCOPES.key?(method)
    unless connection.may?(SCOPES[method])
      raise Gateway::Refused.new('FORBIDDEN', "missing scope for #{method}")
    end

    params = checked(method, frame.fetch(:params, {}))
    key = params[:sessionKey] || params[:key]
    session = key && @sessions[key == 'main' ? MAIN : key]
    handler = "on_#{method.tr('.-', '__')}"
    send(handler, connection, frame[:id], session, params)
  end

  def checked(method, params)
    refuse("#{method}: params must be an object") unless params.is_a?(Hash)
    takes = TAKES.fetch(method, {})
    takes.each do |name, type|
      next if name.end_with?('?')

      value = params[name]
      refuse("#{method}: #{name} must be a non-empty string") unless value.is_a?(type) && !value.empty?
    end
    params.each do |name, value|
      type = takes[name] || takes[:"#{name}?"]
      refuse("#{method}: unknown parameter #{name}") if type.nil?
      refuse("#{method}: #{name} has another type") unless value.is_a?(type)
    end
  end

  def refuse(message, reason = nil)
    raise Gateway::Refused.new('INVALID_REQUEST', message, reason: reason)
  end

  def on_sessions_subscribe(connection, *)
    connection.subscribed = true
    { subscribed: true }
  end

  def on_sessions_messages_subscribe(connection, _id, session, _params)
    connection.follows << session.key unless connection.follows.include?(session.key)
    { subscribed: true, key: session.key }
  end

  def on_chat_history(_connection, _id, session, params)
    return { sessionKey: session.key, messages: [], hasMore: false } unless session.open?

    messages, more = page(session.entries, params, 200)
    { sessionKey: session.key, sessionId: session.id, messages: messages, hasMore: more }
  end

  # The newest messages that are wanted and fit.
  def page(entries, params, usual)
    wanted = params.fetch(:limit, usual).to_i.clamp(1, 1000)
    last = [entries.size - params.fetch(:offset, 0).to_i, 0].max
    longest = [params.fetch(:maxChars, 8_000).to_i, 1].max
    left = LARGEST_ANSWER_BYTES
    taken = entries[0, last].last(wanted).reverse.map { |entry| cut_to(entry, longest) }.take_while do |message|
      (left -= JSON.generate(message).bytesize + 1) >= 0
    end
    [taken.reverse, taken.size < last]
  end

  def cut_to(entry, longest)
    return entry if entry[:content].size <= longest

    entry.merge(content: entry[:content][0, longest], __openclaw: entry[:__openclaw].merge(truncated: true))
  end

  def on_sessions_list(_connection, _id, _session, params)
    rows = @sessions.each_value.select(&:open?).map(&:shown_row)
    shown = rows.first(params.fetch(:limit, 1000))
    { ts: now, count: shown.size, totalCount: rows.size, hasMore: shown.size < rows.size, sessions: shown }
  end

  def on_sessions_audit_list(*) = { records: @audit.last(1000) }

  def on_sessions_archives_list(*) = { archives: @archives.values.last(1000).map { |one| one[:info] } }

  def on_sessions_archives_read(_connection, _id, _session, params)
    archive = @archives[params[:archive]]
    refuse("no archive #{params[:archive]}", 'stale-session') if archive.nil?
    messages, more = page(archive[:entries], params, 1000)
    { archive: params[:archive], messages: messages, hasMore: more }
  end

  def on_health(*) = { ok: true, ts: now, durationMs: 0 }

  def on_status(*) = {}

  def on_system_presence(*) = []

  def on_config_get(*) = {}

  def on_chat_send(connection, id, session, params)
    known = answer_known(connection, session, params)
    return known if known

    refuse_when_stopping
    text = params[:message]
    if (command = COMMAND.match(text))
      unless session.open? && params[:sessionId] == session.id
        raise Gateway::Refused.new('SESSION_CONTROL_REQUIRES_RPC',
                                   "/#{command[1]} in a message needs the current sessionId, or use sessions.reset")
      end

      return obey(connection, id, session, params, command)
    end
    refuse('the named session is not current', 'stale-session') if params[:sessionId] && params[:sessionId] != session.id
    accept(connection, id, session, params, text)
  end

  # A key that was seen before: the same text is answered again.
  def answer_known(connection, session, params)
    name = [session.key, params[:idempotencyKey]]
    at = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    @remembered.delete_if { |_, one| at - one[:at] > Gateway::DEDUPE_SECONDS }
    known = @remembered[name]
    return if known.nil?

    if known[:text] != params[:message]
      refuse('this idempotency key was used for other text', 'chat-request-conflict')
    end
    run = session.unsettled.find { |one| one.id == params[:idempotencyKey] }
    run.sender = connection if run
    { runId: params[:idempotencyKey], status: run ? 'in_flight' : 'ok' }
  end

  def refuse_when_stopping
    return unless @stopping

    raise Gateway::Refused.new('UNAVAILABLE', 'the gateway is stopping', reason: 'gateway-draining', retryable: true,
                                                                         retryAfterMs: 1000)
  end

  def accept(connection, id, session, params, text)
    run = Run.new(params[:idempotencyKey], text, connection)
    open_session(session)
    entry = session.draft('user', text, runId: run.id, idempotencyKey: run.id)
    @journal.add({ op: 'entry', key: session.key, entry: entry, sent: params[:message] })
    remember(session.key, run.id, params[:message])
    session.queued(run)
    session.append(entry)
    connection.answer(id, { runId: run.id, status: 'started' })
    push(session, entry)
    changed(session, reason: 'create') if session.entries.size == 1
    pump(session)
    nil
  end

  def open_session(session)
    return if session.open?

    line = { op: 'open', key: session.key, sessionId: SecureRandom.hex(8) }
    @journal.add(line)
    session.begin(line[:sessionId])
  end

  def remember(key, run_id, text)
    @remembered[[key, run_id]] = { text: text, at: Process.clock_gettime(Process::CLOCK_MONOTONIC) }
  end

  # The command ends the generation; what follows it is the first message of the next one.
  def obey(connection, id, session, params, command)
    rest = command[2].to_s.strip
    rotate(session, 'reset', 'slash-command', followed: rest != '') {}
    said = rest == '' ? params[:message] : "/#{command[1].downcase}"
    mark = session.draft('system', said, kind: 'session-control')
    run_id = params[:idempotencyKey]
    @journal.add({ op: 'entry', key: session.key, entry: mark,
                   **(rest == '' ? { sent: params[:message], run: run_id } : {}) })
    session.append(mark)
    push(session, mark)
    return accept(connection, id, session, params, rest) if rest != ''

    remember(session.key, run_id, params[:message])
    connection.answer(id, { runId: run_id, status: 'ok' })
    terminal(session, Run.new(run_id, '', connection), 'stop', nil)
    nil
  end

  def on_chat_abort(_connection, _id, session, params)
    refuse_when_stopping
    runs = session.unsettled.select { |run| params[:runId].nil? || run.id == params[:runId] }
    finish(session, runs, 'aborted', nil)
    pump(session)
    { ok: true, aborted: runs.any?, runIds: runs.map(&:id) }
  end

  def on_sessions_reset(connection, id, session, _params)
    refuse_when_stopping
    refuse("no session #{session.key}", 'stale-session') unless session.open?
    rotate(session, 'reset', 'rpc') do
      connection.answer(id, { ok: true, key: session.key, entry: session.shown_row })
    end
    nil
  end

  def on_sessions_delete(connection, id, session, params)
    refuse('the main session cannot be deleted', 'main-session') if session.key == MAIN
    refuse_when_stopping
    return { ok: true, key: session.key, deleted: false, archived: [] } unless session.open?

    if params[:expectedSessionId] && params[:expectedSessionId] != session.id
      refuse('the named session is not current', 'stale-session')
    end
    rotate(session, 'delete', 'rpc') do |record|
      connection.answer(id, { ok: true, key: session.key, deleted: true, archived: [record[:archive]] })
    end
    nil
  end

  def on_sessions_compact(connection, id, session, _params)
    refuse_when_stopping
    refuse("no session #{session.key}", 'stale-session') unless session.open?
    compact(session) do |reason|
      connection.answer(id, { ok: true, key: session.key, compacted: reason.nil?, reason: reason }.compact)
    end
    nil
  end
end
