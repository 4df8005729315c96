package require websocket
package require tls
