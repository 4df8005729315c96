# Ruby's websocket gem as a client. usage: ruby-websocket.rb hixie-75|hixie-76|hybi-v7|hybi-v8|rfc6455 URL [NAMES]
# The gem has no I/O: the socket is handled here, the bytes of handshake and frames are the gem's.
require 'openssl'
require 'socket'
require 'timeout'
require 'uri'
require 'websocket'

VERSIONS = { 'hixie-75' => 75, 'hixie-76' => 76, 'hybi-v7' => 7, 'hybi-v8' => 8, 'rfc6455' => 13 }.freeze
ORIGIN = 'http://127.0.0.1'.freeze

WebSocket.max_frame_size = 10_000_000

class Client
  Failure = Class.new(StandardError)

  def initialize(revision, url, names = nil)
    @revision, @url = revision, url
    @names = names&.split(',')
    @patience = @names ? nil : 5 # seconds to wait for bytes; in the chat it takes as long as the others take
    @version = VERSIONS.fetch(revision)
    @hixie = @version > 70
    @checks = 0
    @at = 'open'
  end

  def run
    Timeout.timeout(@names ? 600 : 18) { @names ? chat : play }
    puts "PASS client=ruby-websocket revision=#{@revision} checks=#{@checks}"
    true
  rescue StandardError => e
    reason = e.is_a?(Failure) ? e.message : "#{e.class} #{e.message}"
    puts "FAIL client=ruby-websocket revision=#{@revision} after=#{@checks} at=#{@at} reason=#{reason.gsub(/\s+/, ' ')[0, 200]}"
    false
  end

  private

  def play
    open
    echo('text-hello', 'Hello')
    echo('text-empty', '')
    echo('text-unicode', "Grüße ✓ \u{1D11E}")
    [125, 126, 65_535, 65_536].each { |length| echo("text-#{length}", ('abcdefghij' * (length / 10 + 1))[0, length]) }
    burst(%w[b1 b2 b3])
    unless @hixie
      [256, 0, 70_000].each { |length| echo_binary(length) }
      ping('are you there')
    end
    @version == 75 ? end_tcp : close
  end

  # As lib/chat.js says it for Node.
  def chat
    open
    @at = 'chat'
    $stdout.sync = true
    refuse('not welcomed') unless receive_line.start_with?('* you are ')
    puts 'READY'
    $stdin.gets
    send_frame(:text, "ruby-websocket/#{@revision}")
    until @names.empty?
      name = receive_line.sub(/\A[^:]*: /, '')
      puts "HEARD #{name}" if @names.delete(name)
    end
    @checks += 1
  end

  def receive_line
    frame = receive_frame
    expect(frame.type, :text)
    frame.to_s
  end

  def open
    check('open') do
      address = URI.parse(@url)
      @socket = TCPSocket.new(address.host, address.port)
      @socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
      @socket = start_tls(@socket, address.host) if address.scheme == 'wss'
      handshake = new_handshake
      @socket.write(handshake.to_s)
      handshake << receive_answer
      refuse("handshake invalid: #{handshake.error}") unless handshake.finished? && handshake.valid?
      check_location(handshake.headers) if @hixie
      @incoming = WebSocket::Frame::Incoming::Client.new(version: @version)
    end
  end

  def start_tls(tcp, host)
    context = OpenSSL::SSL::SSLContext.new
    context.set_params # whom the system trusts, and SSL_CERT_FILE
    tls = OpenSSL::SSL::SSLSocket.new(tcp, context)
    tls.sync_close = true
    tls.connect
    tls.post_connection_check(host)
    tls
  end

  # The gem strips white space around the 16 bytes of the answer, on both sides: keys are taken whose answer has none at its ends.
  def new_handshake
    loop do
      handshake = WebSocket::Handshake::Client.new(url: @url, version: @version, headers: {}, origin: ORIGIN)
      return handshake unless @version == 76 && handshake.instance_variable_get(:@handler).send(:challenge).bytesize != 16
    end
  end

  def receive_answer
    answer = String.new
    answer << (@socket.read(1) || refuse('connection ended in the handshake')) until answer.end_with?("\r\n\r\n")
    answer << @socket.read(16).to_s if @version == 76
    answer
  end

  # What the drafts tell a client to compare and the gem leaves out.
  def check_location(headers)
    prefix = @version == 75 ? 'websocket-' : 'sec-websocket-'
    expect(headers["#{prefix}location"], @url)
    expect(headers["#{prefix}origin"], ORIGIN)
  end

  def echo(name, text)
    check(name) do
      send_frame(:text, text)
      expect_frame(:text, text)
    end
  end

  def burst(texts)
    check('burst') do
      texts.each { |text| send_frame(:text, text) }
      texts.each { |text| expect_frame(:text, text) }
    end
  end

  def echo_binary(length)
    bytes = (0...length).map { |i| (i * 7 + 3) & 255 }.pack('C*')
    check("binary-#{length}") do
      send_frame(:binary, bytes)
      expect_frame(:binary, bytes)
    end
  end

  def ping(payload)
    check('ping') do
      send_frame(:ping, payload)
      expect_frame(:pong, payload)
    end
  end

  def close
    check('close') do
      @version == 76 ? send_frame(:close, '') : send_frame(:close, 'bye', code: 1000)
      frame = receive_frame
      expect(frame.type, :close)
      expect(frame.code, 1000) unless @hixie || frame.code.nil?
    end
    check('tcp-end') do
      refuse('bytes behind the closing handshake') if wait('the server left the connection open 5 s after the closing handshake') { @socket.read(1) }
    end
  end

  # Hixie-75 has no closing handshake.
  def end_tcp
    check('close') { @socket.close }
  end

  def send_frame(type, data, **options)
    frame = WebSocket::Frame::Outgoing::Client.new(version: @version, type: type, data: data, **options)
    bytes = frame.to_s || refuse("cannot encode #{type}: #{frame.error}")
    @socket.write(bytes.dup.force_encoding('BINARY'))
  end

  def receive_frame
    loop do
      frame = @incoming.next
      refuse("frame error #{@incoming.error}") if @incoming.error
      return frame if frame

      @incoming << wait('no frame in 5 s') { @socket.readpartial(65_536) }
    end
  rescue EOFError
    refuse('connection ended without a close frame')
  end

  def expect_frame(type, data)
    frame = receive_frame
    expect(frame.type, type)
    expect(frame.to_s.b, data.b)
  end

  def wait(reason, &block)
    Timeout.timeout(@patience, Failure, reason, &block)
  end

  def check(name)
    @at = name
    yield
    @checks += 1
  end

  def expect(actual, expected)
    refuse("expected #{expected.inspect[0, 60]}, got #{actual.inspect[0, 60]}") unless actual == expected
  end

  def refuse(reason)
    raise Failure, reason
  end
end

exit(Client.new(*ARGV).run)
