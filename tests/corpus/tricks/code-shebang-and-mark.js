#!/usr/bin/env node
function handle(data, callback) {
  callback(new Error('here'))
}
