package require websocket
