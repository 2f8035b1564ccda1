# frozen_string_literal: true

# What is kept: one journal of JSON lines, each synced before anybody is told of it. What a crash tore is no line.
# Must not know what lines mean.

require 'json'

class Journal
  def initialize(folder)
    @path = File.join(folder, 'journal.jsonl')
    File.write(@path, '') unless File.exist?(@path)
    kept = File.binread(@path).b
    kept = kept[0...(kept.rindex("\n") || -1) + 1]
    File.truncate(@path, kept.bytesize)
    @lines = kept.force_encoding('UTF-8').each_line.map { |line| JSON.parse(line, symbolize_names: true) }
    @file = File.open(@path, 'ab')
  end

  # What was kept before this life, once.
  def replay(&block)
    @lines.each(&block)
    @lines = []
  end

  # Durable when it returns.
  def add(*lines)
    return if lines.empty?

    @file.write(lines.map { |line| "#{JSON.generate(line)}\n" }.join)
    @file.flush
    @file.fsync
  end
end
