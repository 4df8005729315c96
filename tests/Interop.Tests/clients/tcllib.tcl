# tcllib's websocket package. usage: tcllib.tcl rfc6455 URL [NAMES]
package require http
package require tls
package require websocket

lassign $argv revision url names
set checks 0
set at open
set events {}

proc fail {reason} {
    global revision checks at
    regsub -all {\s+} $reason { } reason
    puts "FAIL client=tcllib revision=$revision after=$checks at=$at reason=[string range $reason 0 199]"
    exit 1
}

proc bgerror {message} { fail $message }

proc on_event {socket type message} {
    global events
    lappend events [list $type $message]
}

proc next_event {} {
    global events
    while {![llength $events]} { vwait events }
    set events [lassign $events event]
    return $event
}

proc expect {type message} {
    set event [next_event]
    if {$event ne [list $type $message]} {
        fail "expected $type of length [string length $message], got [string range $event 0 60] of length [string length [lindex $event 1]]"
    }
    incr ::checks
}

proc echo {name type message} {
    set ::at $name
    ::websocket::send $::socket $type $message
    expect $type $message
}

# As lib/chat.js says it for Node.
proc chat {names} {
    set ::at chat
    if {![string match "\\* you are *" [next_line]]} { fail "not welcomed" }
    puts READY
    gets stdin
    ::websocket::send $::socket text "tcllib/$::revision"
    while {[llength $names]} {
        set name [regsub {^[^:]*: } [next_line] {}]
        set index [lsearch -exact $names $name]
        if {$index >= 0} {
            puts "HEARD $name"
            set names [lreplace $names $index $index]
        }
    }
    incr ::checks
}

proc next_line {} {
    lassign [next_event] type message
    if {$type ne "text"} { fail "$type $message" }
    return $message
}

proc pass {} {
    puts "PASS client=tcllib revision=$::revision checks=$::checks"
    exit 0
}

if {[info exists env(SSL_CERT_FILE)]} { ::http::register https 443 [list ::tls::socket -require 1 -cafile $env(SSL_CERT_FILE)] }
fconfigure stdout -buffering line
after [expr {$names eq "" ? 18000 : 600000}] {fail timeout}
if {[catch {set socket [::websocket::open $url on_event -timeout 6000]} error]} { fail $error }
set event [next_event]
if {[lindex $event 0] ne "connect"} { fail $event }
incr checks

if {$names ne ""} {
    chat [split $names ,]
    pass
}

echo text-hello text Hello
echo text-empty text {}
# Tcl 8.6 has no characters outside the basic plane.
echo text-unicode text "Gr\u00fc\u00dfe \u2713"
foreach length {125 126 65535 65536} {
    echo text-$length text [string range [string repeat abcdefghij [expr {$length / 10 + 1}]] 0 $length-1]
}

set at burst
foreach text {b1 b2 b3} { ::websocket::send $socket text $text }
foreach text {b1 b2 b3} { expect text $text }

# The package does not send an empty binary message.
foreach length {256 70000} {
    set bytes {}
    for {set i 0} {$i < $length} {incr i} { lappend bytes [expr {($i * 7 + 3) & 255}] }
    echo binary-$length binary [binary format c* $bytes]
}

set at fragments
::websocket::send $socket text "Hel" 0
::websocket::send $socket text "lo " 0
::websocket::send $socket text "world" 1
expect text "Hello world"

set at ping
::websocket::send $socket ping "are you there"
expect pong "are you there"

# The package ends the connection right behind its close frame, without waiting for the server's.
set at close
::websocket::close $socket 1000 bye
set event [next_event]
if {[lindex $event 0] ni {close disconnect}} { fail $event }
incr checks
pass
