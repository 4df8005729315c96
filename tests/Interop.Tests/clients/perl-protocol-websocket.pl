#!/usr/bin/perl
# Perl's Protocol::WebSocket as a client. usage: perl-protocol-websocket.pl hixie-75|hixie-76|hybi-v8|rfc6455 URL [NAMES]
# The package has no I/O: the socket is handled here, the bytes of handshake and frames are the package's.
use strict;
use warnings;
use utf8;
use Encode ();
use IO::Select;
use IO::Socket::INET;
use IO::Socket::SSL;
use Protocol::WebSocket::Frame;
use Protocol::WebSocket::Handshake::Client;

my %DRAFT = (
    'hixie-75' => 'draft-hixie-75',
    'hixie-76' => 'draft-ietf-hybi-00',
    'hybi-v8'  => 'draft-ietf-hybi-10',
    'rfc6455'  => 'draft-ietf-hybi-17',
);

my ($revision, $url, $names) = @ARGV;
my $draft  = $DRAFT{$revision} or die "unknown revision\n";
my $hixie  = $revision =~ /^hixie/;
my $checks = 0;
my $at     = 'open';

# Seconds to wait for bytes; in the chat it takes as long as the others take.
my $patience = defined $names ? undef : 5;

$SIG{ALRM} = sub { fail('timeout') };
$SIG{__DIE__} = sub { fail(@_) unless $^S };
alarm(defined $names ? 600 : 18);

my ($tls, $host, $port) = $url =~ m{^ws(s?)://([^:/]+):(\d+)} or die "not an address: $url\n";
my $origin = $tls ? 'https://127.0.0.1' : 'http://127.0.0.1';
my $socket = ($tls ? 'IO::Socket::SSL' : 'IO::Socket::INET')->new(PeerAddr => $host, PeerPort => $port, Proto => 'tcp', Timeout => 5)
    or fail("connect: $!", $tls ? $SSL_ERROR : ());
binmode $socket;
my $frames = Protocol::WebSocket::Frame->new(version => $draft);
$frames->{max_payload_size} = 0;

open_connection();
defined $names ? chat(split /,/, $names) : play();
print "PASS client=perl-protocol-websocket revision=$revision checks=$checks\n";

sub play {
    echo('text-hello',   'Hello');
    echo('text-empty',   '');
    echo('text-unicode', "Grüße ✓ \x{1D11E}");
    echo("text-$_", substr('abcdefghij' x (1 + $_ / 10), 0, $_)) for 125, 126, 65535, 65536;
    burst(qw(b1 b2 b3));
    if (!$hixie) {
        echo_binary($_) for 256, 0, 70000;
        fragments('Hel', 'lo ', 'wor', 'ld');
        ping('are you there');
    }
    $revision eq 'hixie-75' ? end_tcp() : close_connection();
}

# As lib/chat.js says it for Node.
sub chat {
    my %missing = map { $_ => 1 } @_;
    $at = 'chat';
    $|  = 1;
    receive_line() =~ /^\* you are / or fail('not welcomed');
    print "READY\n";
    <STDIN>;
    send_text("perl-protocol-websocket/$revision");
    while (%missing) {
        my $name = receive_line() =~ s/^[^:]*: //r;
        print "HEARD $name\n" if delete $missing{$name};
    }
    $checks++;
}

sub receive_line {
    my ($opcode, $payload) = receive_frame();
    fail("opcode $opcode") if $opcode == 8 || $opcode == -1;
    return $payload;
}

sub open_connection {
    my $handshake = Protocol::WebSocket::Handshake::Client->new(url => $url, version => $draft);
    $handshake->req->origin($origin);
    my $request = $handshake->to_string;
    send_bytes($request);

    # The package wants the head at once, for hixie-76 with the 16 bytes behind it.
    my $tail     = $revision eq 'hixie-76' ? 16 : 0;
    my $received = '';
    my $end      = -1;
    while ($end < 0 || length($received) < $end + 4 + $tail) {
        my $bytes = receive_bytes();
        fail('no answer to the handshake in 5 s') unless defined $bytes;
        fail('connection ended in the handshake') if $bytes eq '';
        $received .= $bytes;
        $end = index $received, "\r\n\r\n";
        fail('status line ' . ($received =~ /^([^\r]*)/)[0]) if $end >= 0 && $received !~ m{^HTTP/1\.1 101 };
    }
    $handshake->parse($received) && $handshake->is_done or fail('handshake: ' . ($handshake->error // 'not complete'));
    $hixie ? check_location($handshake) : check_accept($handshake, $request);
    $frames->append($received) if length $received;
    $checks++;
}

# What the package reads and leaves to its user to compare.
sub check_accept {
    my ($handshake, $request) = @_;
    my $key    = ($request =~ /Sec-WebSocket-Key: (\S+)/)[0];
    my %wanted = @{ Protocol::WebSocket::Response->new(version => $draft, key => $key)->headers };
    my $accept = $handshake->res->field('Sec-WebSocket-Accept') // 'none';
    fail("accept $accept, wanted $wanted{'Sec-WebSocket-Accept'}") unless $accept eq $wanted{'Sec-WebSocket-Accept'};
}

sub check_location {
    my $response = shift->res;
    fail('location ' . $response->location) unless $response->location eq $url;
    fail('origin ' . ($response->origin // 'none')) unless ($response->origin // '') eq $origin;
}

sub echo {
    my ($name, $text) = @_;
    $at = $name;
    send_text($text);
    my ($opcode, $payload) = receive_frame();
    fail("opcode $opcode") unless $hixie ? $opcode != 8 && $opcode != -1 : $opcode == 1;
    my $back = Encode::decode('UTF-8', $payload);
    fail('echo differs, ' . length($back) . ' characters back: ' . substr($payload, 0, 40)) unless $back eq $text;
    $checks++;
}

sub burst {
    $at = 'burst';
    send_text($_) for @_;
    for my $text (@_) {
        my (undef, $payload) = receive_frame();
        fail("expected $text, got $payload") unless $payload eq $text;
    }
    $checks++;
}

sub echo_binary {
    my $length = shift;
    $at = "binary-$length";
    my $bytes = join '', map { chr(($_ * 7 + 3) & 255) } 0 .. $length - 1;
    send_frame(type => 'binary', buffer => $bytes);
    expect_frame(2, $bytes);
}

sub fragments {
    $at = 'fragments';
    for my $i (0 .. $#_) {
        send_frame(opcode => $i ? 0 : 1, fin => $i == $#_ ? 1 : 0, buffer => $_[$i]);
    }
    expect_frame(1, join '', @_);
}

sub ping {
    my $payload = shift;
    $at = 'ping';
    send_frame(type => 'ping', buffer => $payload);
    expect_frame(10, $payload);
}

sub close_connection {
    $at = 'close';
    $hixie ? send_bytes("\xff\x00") : send_frame(type => 'close', buffer => pack('n', 1000) . 'bye');
    my ($opcode, $payload) = receive_frame();
    fail("opcode $opcode in answer to close") unless $opcode == 8;
    fail('close code ' . unpack('n', $payload)) if !$hixie && length $payload >= 2 && unpack('n', $payload) != 1000;
    $checks++;

    $at = 'tcp-end';
    my $bytes = receive_bytes();
    fail('the server left the connection open 5 s after the closing handshake') unless defined $bytes && $bytes eq '';
    $checks++;
}

# Hixie-75 has no closing handshake.
sub end_tcp {
    $at = 'close';
    close $socket;
    $checks++;
}

sub send_text { send_frame(buffer => Encode::encode('UTF-8', shift)) }

sub send_frame { send_bytes(Protocol::WebSocket::Frame->new(version => $draft, masked => 1, max_payload_size => 0, @_)->to_bytes) }

sub send_bytes {
    my $bytes = shift;
    for (my $sent = 0; $sent < length $bytes;) {
        $sent += syswrite($socket, $bytes, length($bytes) - $sent, $sent) // fail("write: $!");
    }
}

sub expect_frame {
    my ($wanted, $bytes) = @_;
    my ($opcode, $payload) = receive_frame();
    fail("opcode $opcode, wanted $wanted") unless $opcode == $wanted;
    fail('payload differs, ' . length($payload) . ' bytes back') unless $payload eq $bytes;
    $checks++;
}

# The next frame's opcode and payload; opcode -1 is the end of TCP.
sub receive_frame {
    while (1) {
        my $payload = $frames->next_bytes;
        return ($frames->opcode, $payload) if defined $payload;
        my $bytes = receive_bytes();
        fail('no frame in 5 s') unless defined $bytes;
        return (-1, '') if $bytes eq '';
        $frames->append($bytes);
    }
}

# Undefined: nothing came in time. Empty: the end of TCP.
sub receive_bytes {
    return undef unless $tls && $socket->pending || IO::Select->new($socket)->can_read($patience);
    defined sysread($socket, my $bytes, 65536) or fail("read: $!");
    return $bytes;
}

sub fail {
    my $reason = join ' ', @_;
    $reason =~ s/\s+/ /g;
    print "FAIL client=perl-protocol-websocket revision=$revision after=$checks at=$at reason=" . substr($reason, 0, 200) . "\n";
    exit 1;
}
