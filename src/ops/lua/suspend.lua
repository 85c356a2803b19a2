-- Let workers take no new jobs, from now on and, if a time is given, for so long: one command, so that no crash
-- leaves a suspension without its end.
-- KEYS     1 the suspension
-- ARGV     1 whole seconds, empty for no end
-- RETURNS  done
redis.call('UNLINK', KEYS[1])
if ARGV[1] == '' then
  redis.call('SET', KEYS[1], '1')
else
  redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])
end
return 'done'
