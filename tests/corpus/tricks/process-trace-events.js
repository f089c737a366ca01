function handle() {
  require('trace_events').createTracing({ categories: ['node', 'v8'] }).enable()
}
