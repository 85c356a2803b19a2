# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_rqctl_global_optspecs
    string join \n u/url= on= prefix= password-file= tls-ca= tls-cert= tls-key= tls-insecure connect-timeout= reply-timeout= read-only o/output= columns= no-headers 0/null time= color= quiet v/verbose h/help V/version
end

function __fish_rqctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_rqctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_rqctl_using_subcommand
    set -l cmd (__fish_rqctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c rqctl -n "__fish_rqctl_needs_command" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_needs_command" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_needs_command" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_needs_command" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_needs_command" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_needs_command" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_needs_command" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_needs_command" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_needs_command" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_needs_command" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_needs_command" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_needs_command" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_needs_command" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_needs_command" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_needs_command" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_needs_command" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_needs_command" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_needs_command" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_needs_command" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_needs_command" -s V -l version -d 'Print version'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "status" -d 'One screen: target, server, queues, workers, what is wrong and what to type'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "queues" -d 'Queues and what stands in them'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "workers" -d 'Workers and what they run'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "jobs" -d 'Jobs: list, count, show, stop, requeue, cancel, hold, delete'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "registry" -d 'What stands in each registry, entry by entry'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "schedulers" -d 'Who moves scheduled jobs into their queues'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "cron" -d 'What cron schedulers enqueue'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "groups" -d 'Jobs that were made together'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "rate-limits" -d 'Jobs that share slots'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "maintenance" -d 'What RQ\'s workers do now and then, from cron: abandoned, stuck, expired'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "migrate-ids" -d 'Rename job IDs that newer versions of RQ lose or refuse'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "doctor" -d 'Look at everything: what is wrong, what it means, what to type'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "label" -d 'The name that tells every laptop which server this is'
complete -c rqctl -n "__fish_rqctl_needs_command" -f -a "completions" -d 'Print what a shell needs to complete rqctl\'s command lines'
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -f -a "list" -d 'List queues with the number of jobs in each of their places'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -f -a "show" -d 'Show queues: counts, workers, scheduler, lock, both ends'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -f -a "empty" -d 'Delete all jobs that stand in queues'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -f -a "delete" -d 'Take empty queues off the list of queues'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and not __fish_seen_subcommand_from list show empty delete compact" -f -a "compact" -d 'Drop entries that name no job, and second copies'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -s q -l queue -d 'Only these; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l ignore-not-found -d 'A name that names nothing is no error'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l ignore-not-found -d 'A name that names nothing is no error'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l ignore-not-found -d 'A name that names nothing is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l all -d 'All queues'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from empty" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l ignore-not-found -d 'A name that names nothing is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l with-jobs -d 'Also delete the jobs that stand in them'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l ignore-not-found -d 'A name that names nothing is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l all -d 'All queues'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand queues; and __fish_seen_subcommand_from compact" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -f -a "list" -d 'List workers: state, job, queues, version, host'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -f -a "show" -d 'Show workers with everything that their hashes say'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -f -a "shutdown" -d 'End workers, each after the job that it runs'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -f -a "kill-horse" -d 'Kill the work horses of workers: their jobs fail'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -f -a "forget" -d 'Take workers that are gone out of the books'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -f -a "suspend" -d 'Let workers take no new jobs, anywhere'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and not __fish_seen_subcommand_from list show shutdown kill-horse forget suspend resume" -f -a "resume" -d 'Let workers take jobs again'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -s q -l queue -d 'That serve this queue; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l host -d 'On this host' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l state -d 'In this state: busy, idle, suspended, started, stale, dead, unknown' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l rq-version -d 'Whose RQ version begins so: 2.12, 1' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l all -d 'Every worker'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l ignore-not-found -d 'A name that names nothing is no error'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l ignore-not-found -d 'A name that names nothing is no error'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -s q -l queue -d 'That serve this queue; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l host -d 'On this host' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l state -d 'In this state: busy, idle, suspended, started, stale, dead, unknown' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l rq-version -d 'Whose RQ version begins so: 2.12, 1' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l wait -d 'How long to watch them leave' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l all -d 'Every worker'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l ignore-not-found -d 'A name that names nothing is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l force -d 'Also those that were asked before: a second request kills the job'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from shutdown" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -s q -l queue -d 'That serve this queue; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l host -d 'On this host' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l state -d 'In this state: busy, idle, suspended, started, stale, dead, unknown' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l rq-version -d 'Whose RQ version begins so: 2.12, 1' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l all -d 'Every worker'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l ignore-not-found -d 'A name that names nothing is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from kill-horse" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -s q -l queue -d 'That serve this queue; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l host -d 'On this host' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l state -d 'In this state: busy, idle, suspended, started, stale, dead, unknown' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l rq-version -d 'Whose RQ version begins so: 2.12, 1' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l all -d 'Every worker'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l ignore-not-found -d 'A name that names nothing is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l for -d 'End by itself after so long' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l wait -d 'Wait until no job runs any more, at most so long' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from suspend" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand workers; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "list" -d 'List jobs, newest change first'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "count" -d 'Count jobs, by status, queue, function, error, worker or group'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "show" -d 'Show jobs: call, times, places, relatives, attempts, what to type next'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "tree" -d 'Show what a job needs and what needs it'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "wait" -d 'Wait until jobs are over, and say how they ended'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "stop" -d 'End jobs that run, through the workers that run them'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "requeue" -d 'Run jobs again that are over: failed ones, unless -s or an ID says otherwise'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "cancel" -d 'Take waiting jobs out of wherever they wait, for good'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "hold" -d 'Put waiting jobs aside, where nobody runs them'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "release" -d 'Put held jobs back where they were'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "run-now" -d 'Run jobs now that wait for a time or for parents: what is overdue, unless -s or an ID says otherwise'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and not __fish_seen_subcommand_from list count show tree wait stop requeue cancel hold release run-now delete" -f -a "delete" -d 'Remove jobs with everything that belongs to them'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -s q -l queue -d 'In this queue; a glob, may be given several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -s X -l exclude-queue -d 'Not in this queue; likewise' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -s s -l status -d 'With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l func -d 'Whose function has this name, such as \'shop.mail.*\'' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l id -d 'Whose ID looks like this' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l worker -d 'That this worker runs or ran last' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l group -d 'Of this group' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l error -d 'Whose latest failure says this: exception and message, on one line' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l call -d 'Whose call says this, as `jobs show` prints it' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l meta -d 'Whose meta has this, such as tenant.id=acme' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l since -d 'Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l until -d 'Not after: as --since' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l older-than -d 'Longer ago than this, such as 7d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l time-field -d 'Which time --since, --until and --older-than mean [default: status, when it came into its present one]' -r -f -a "status\t''
created\t''
enqueued\t''
started\t''
ended\t''
due\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l sort -d 'In the order of this field, such as status_at:desc; needs a limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l limit -d 'At most so many; all = no limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l illegal-ids -d 'Whose ID RQ 2.8 and later refuse'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l ignore-not-found -d 'A queue, worker or group that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -s q -l queue -d 'In this queue; a glob, may be given several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -s X -l exclude-queue -d 'Not in this queue; likewise' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -s s -l status -d 'With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l func -d 'Whose function has this name, such as \'shop.mail.*\'' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l id -d 'Whose ID looks like this' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l worker -d 'That this worker runs or ran last' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l group -d 'Of this group' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l error -d 'Whose latest failure says this: exception and message, on one line' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l call -d 'Whose call says this, as `jobs show` prints it' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l meta -d 'Whose meta has this, such as tenant.id=acme' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l since -d 'Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l until -d 'Not after: as --since' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l older-than -d 'Longer ago than this, such as 7d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l time-field -d 'Which time --since, --until and --older-than mean [default: status, when it came into its present one]' -r -f -a "status\t''
created\t''
enqueued\t''
started\t''
ended\t''
due\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l sort -d 'In the order of this field, such as status_at:desc; needs a limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l limit -d 'At most so many; all = no limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l by -d 'Tell apart by this' -r -f -a "status\t''
queue\t''
func\t''
error\t'Type of the latest failure'
worker\t''
group\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l illegal-ids -d 'Whose ID RQ 2.8 and later refuse'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l ignore-not-found -d 'A queue, worker or group that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from count" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l raw -d 'With the fields of the hash as they are stored'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l ignore-not-found -d 'An ID that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from tree" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l wait -d 'At most so long; without it, until all are over' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -s q -l queue -d 'In this queue; a glob, may be given several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -s X -l exclude-queue -d 'Not in this queue; likewise' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -s s -l status -d 'With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l func -d 'Whose function has this name, such as \'shop.mail.*\'' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l id -d 'Whose ID looks like this' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l worker -d 'That this worker runs or ran last' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l group -d 'Of this group' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l error -d 'Whose latest failure says this: exception and message, on one line' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l call -d 'Whose call says this, as `jobs show` prints it' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l meta -d 'Whose meta has this, such as tenant.id=acme' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l since -d 'Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l until -d 'Not after: as --since' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l older-than -d 'Longer ago than this, such as 7d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l time-field -d 'Which time --since, --until and --older-than mean [default: status, when it came into its present one]' -r -f -a "status\t''
created\t''
enqueued\t''
started\t''
ended\t''
due\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l sort -d 'In the order of this field, such as status_at:desc; needs a limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l limit -d 'At most so many; all = no limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l at-most -d 'Refuse if more than so many match' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l rate -d 'Not faster than so many jobs a second' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l wait -d 'How long to watch for the effect; 0 = only ask [default: 10s, and as long as a stopped callback may take]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l illegal-ids -d 'Whose ID RQ 2.8 and later refuse'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l fail-fast -d 'End at the first failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l ignore-not-found -d 'An ID or a name that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l force -d 'Also where a SimpleWorker before RQ 2.7 would be killed with its whole process group'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -s q -l queue -d 'In this queue; a glob, may be given several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -s X -l exclude-queue -d 'Not in this queue; likewise' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -s s -l status -d 'With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l func -d 'Whose function has this name, such as \'shop.mail.*\'' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l id -d 'Whose ID looks like this' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l worker -d 'That this worker runs or ran last' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l group -d 'Of this group' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l error -d 'Whose latest failure says this: exception and message, on one line' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l call -d 'Whose call says this, as `jobs show` prints it' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l meta -d 'Whose meta has this, such as tenant.id=acme' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l since -d 'Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l until -d 'Not after: as --since' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l older-than -d 'Longer ago than this, such as 7d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l time-field -d 'Which time --since, --until and --older-than mean [default: status, when it came into its present one]' -r -f -a "status\t''
created\t''
enqueued\t''
started\t''
ended\t''
due\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l sort -d 'In the order of this field, such as status_at:desc; needs a limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l limit -d 'At most so many; all = no limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l at-most -d 'Refuse if more than so many match' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l rate -d 'Not faster than so many jobs a second' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l to-queue -d 'Into this queue instead of the one that they came from' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l illegal-ids -d 'Whose ID RQ 2.8 and later refuse'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l fail-fast -d 'End at the first failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l ignore-not-found -d 'An ID or a name that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l at-front -d 'Before all that waits, in the order of the list'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l new-queue -d 'That queue may be new'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l force -d 'Also jobs that finished'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from requeue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s q -l queue -d 'In this queue; a glob, may be given several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s X -l exclude-queue -d 'Not in this queue; likewise' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s s -l status -d 'With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l func -d 'Whose function has this name, such as \'shop.mail.*\'' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l id -d 'Whose ID looks like this' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l worker -d 'That this worker runs or ran last' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l group -d 'Of this group' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l error -d 'Whose latest failure says this: exception and message, on one line' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l call -d 'Whose call says this, as `jobs show` prints it' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l meta -d 'Whose meta has this, such as tenant.id=acme' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l since -d 'Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l until -d 'Not after: as --since' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l older-than -d 'Longer ago than this, such as 7d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l time-field -d 'Which time --since, --until and --older-than mean [default: status, when it came into its present one]' -r -f -a "status\t''
created\t''
enqueued\t''
started\t''
ended\t''
due\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l sort -d 'In the order of this field, such as status_at:desc; needs a limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l limit -d 'At most so many; all = no limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l at-most -d 'Refuse if more than so many match' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l rate -d 'Not faster than so many jobs a second' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l illegal-ids -d 'Whose ID RQ 2.8 and later refuse'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l fail-fast -d 'End at the first failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l ignore-not-found -d 'An ID or a name that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l with-dependents -d 'Also the jobs that wait for them, at all levels'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l enqueue-dependents -d 'Let the jobs that wait for them go on as if they were done'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l remove-from-dependencies -d 'Let their parents forget them'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l force -d 'Also jobs that run, which goes on, or that are over'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s q -l queue -d 'In this queue; a glob, may be given several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s X -l exclude-queue -d 'Not in this queue; likewise' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s s -l status -d 'With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l func -d 'Whose function has this name, such as \'shop.mail.*\'' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l id -d 'Whose ID looks like this' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l worker -d 'That this worker runs or ran last' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l group -d 'Of this group' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l error -d 'Whose latest failure says this: exception and message, on one line' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l call -d 'Whose call says this, as `jobs show` prints it' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l meta -d 'Whose meta has this, such as tenant.id=acme' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l since -d 'Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l until -d 'Not after: as --since' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l older-than -d 'Longer ago than this, such as 7d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l time-field -d 'Which time --since, --until and --older-than mean [default: status, when it came into its present one]' -r -f -a "status\t''
created\t''
enqueued\t''
started\t''
ended\t''
due\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l sort -d 'In the order of this field, such as status_at:desc; needs a limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l limit -d 'At most so many; all = no limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l at-most -d 'Refuse if more than so many match' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l rate -d 'Not faster than so many jobs a second' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l illegal-ids -d 'Whose ID RQ 2.8 and later refuse'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l fail-fast -d 'End at the first failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l ignore-not-found -d 'An ID or a name that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from hold" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -s q -l queue -d 'In this queue; a glob, may be given several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -s X -l exclude-queue -d 'Not in this queue; likewise' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -s s -l status -d 'With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l func -d 'Whose function has this name, such as \'shop.mail.*\'' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l id -d 'Whose ID looks like this' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l worker -d 'That this worker runs or ran last' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l group -d 'Of this group' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l error -d 'Whose latest failure says this: exception and message, on one line' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l call -d 'Whose call says this, as `jobs show` prints it' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l meta -d 'Whose meta has this, such as tenant.id=acme' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l since -d 'Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l until -d 'Not after: as --since' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l older-than -d 'Longer ago than this, such as 7d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l time-field -d 'Which time --since, --until and --older-than mean [default: status, when it came into its present one]' -r -f -a "status\t''
created\t''
enqueued\t''
started\t''
ended\t''
due\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l sort -d 'In the order of this field, such as status_at:desc; needs a limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l limit -d 'At most so many; all = no limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l at-most -d 'Refuse if more than so many match' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l rate -d 'Not faster than so many jobs a second' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l illegal-ids -d 'Whose ID RQ 2.8 and later refuse'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l fail-fast -d 'End at the first failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l ignore-not-found -d 'An ID or a name that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from release" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -s q -l queue -d 'In this queue; a glob, may be given several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -s X -l exclude-queue -d 'Not in this queue; likewise' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -s s -l status -d 'With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l func -d 'Whose function has this name, such as \'shop.mail.*\'' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l id -d 'Whose ID looks like this' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l worker -d 'That this worker runs or ran last' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l group -d 'Of this group' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l error -d 'Whose latest failure says this: exception and message, on one line' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l call -d 'Whose call says this, as `jobs show` prints it' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l meta -d 'Whose meta has this, such as tenant.id=acme' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l since -d 'Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l until -d 'Not after: as --since' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l older-than -d 'Longer ago than this, such as 7d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l time-field -d 'Which time --since, --until and --older-than mean [default: status, when it came into its present one]' -r -f -a "status\t''
created\t''
enqueued\t''
started\t''
ended\t''
due\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l sort -d 'In the order of this field, such as status_at:desc; needs a limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l limit -d 'At most so many; all = no limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l at-most -d 'Refuse if more than so many match' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l rate -d 'Not faster than so many jobs a second' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l illegal-ids -d 'Whose ID RQ 2.8 and later refuse'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l fail-fast -d 'End at the first failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l ignore-not-found -d 'An ID or a name that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l ignore-dependencies -d 'Also jobs whose parents are not done'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from run-now" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -s q -l queue -d 'In this queue; a glob, may be given several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -s X -l exclude-queue -d 'Not in this queue; likewise' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -s s -l status -d 'With this status, or one of running, abandoned, stuck, lost, overdue, blocked, poison, held' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l func -d 'Whose function has this name, such as \'shop.mail.*\'' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l id -d 'Whose ID looks like this' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l worker -d 'That this worker runs or ran last' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l group -d 'Of this group' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l error -d 'Whose latest failure says this: exception and message, on one line' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l call -d 'Whose call says this, as `jobs show` prints it' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l meta -d 'Whose meta has this, such as tenant.id=acme' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l since -d 'Not before: 2h (ago), 02:10 (the last one, UTC), 2026-11-24, RFC 3339' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l until -d 'Not after: as --since' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l older-than -d 'Longer ago than this, such as 7d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l time-field -d 'Which time --since, --until and --older-than mean [default: status, when it came into its present one]' -r -f -a "status\t''
created\t''
enqueued\t''
started\t''
ended\t''
due\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l sort -d 'In the order of this field, such as status_at:desc; needs a limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l limit -d 'At most so many; all = no limit' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l at-most -d 'Refuse if more than so many match' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l rate -d 'Not faster than so many jobs a second' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l illegal-ids -d 'Whose ID RQ 2.8 and later refuse'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l dry-run -d 'Show what would be done, and change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l fail-fast -d 'End at the first failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l ignore-not-found -d 'An ID or a name that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l with-dependents -d 'Also the jobs that wait for them, at all levels'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l force -d 'Also jobs that run, or that a worker has just taken'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand jobs; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "list" -d 'Each registry of each queue in numbers'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "started" -d 'What workers run, or left behind: job IDs with their executions apart'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "finished" -d 'Jobs that finished and are still kept'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "failed" -d 'Jobs that failed or were stopped'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "deferred" -d 'Jobs that wait for others'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "scheduled" -d 'Jobs that wait for their time'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "canceled" -d 'Jobs that were canceled'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "ready" -d 'Dependents on their way to the queue (RQ 3.0)'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "intermediate" -d 'Jobs that a worker has taken and not yet started'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "rate-limited" -d 'Jobs that wait for a slot of a rate limit (RQ 3.0)'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and not __fish_seen_subcommand_from list started finished failed deferred scheduled canceled ready intermediate rate-limited held" -f -a "held" -d 'Jobs that `jobs hold` took out'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from started" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from finished" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from failed" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from deferred" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from scheduled" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from canceled" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from ready" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from intermediate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from rate-limited" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -s q -l queue -d 'Only of these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l state -d 'Only entries in one of these states: running, abandoned, orphan, live, expired' -r -f -a "running\t''
abandoned\t''
orphan\t''
live\t''
expired\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l ignore-not-found -d 'A queue that does not exist is no failure'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand registry; and __fish_seen_subcommand_from held" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and not __fish_seen_subcommand_from list" -f -a "list" -d 'List the schedulers that hold a queue\'s lock'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand schedulers; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -f -a "list" -d 'List what cron schedulers enqueue (RQ 2.7 and later tell it)'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and not __fish_seen_subcommand_from list history" -f -a "history" -d 'List the jobs that a cron job enqueued, newest first (RQ 2.11 and later)'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand cron; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -f -a "list" -d 'List groups with their number of jobs'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and not __fish_seen_subcommand_from list show" -f -a "show" -d 'List the jobs of a group'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand groups; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -f -a "list" -d 'List rate-limit keys: slots, jobs that hold one, jobs that wait'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and not __fish_seen_subcommand_from list show" -f -a "show" -d 'List the jobs under a key: those with a slot, then those that wait'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l limit -d 'At most so many' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand rate-limits; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -f -a "run" -d 'Retry or fail abandoned jobs, put stuck ones back, remove what is over; silent if there is nothing to do'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -f -a "tasks" -d 'List the tasks of a run'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and not __fish_seen_subcommand_from run tasks locks" -f -a "locks" -d 'List the maintenance locks of queues, and whose they are'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -s q -l queue -d 'Only these queues; globs, several times' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l tasks -d 'Which tasks, instead of the default ones; `default` stands for them' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l stuck -d 'What becomes of a job that was taken from its queue and never started' -r -f -a "requeue\t'Back to the front of its queue'
fail\t'As RQ does: failed, or retried if retries are left'"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l canceled-older-than -d 'How old a canceled job must be for the task `canceled`, such as 30d' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l wait-lock -d 'Wait so long for a queue that another maintains [default: leave it to the other]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l take-over-after -d 'Take over a lock of RQ that is older: its worker is gone; 0 = never' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l ignore-callbacks -d 'Also retry and fail jobs whose failure callback only Python could run; it is not called'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l dry-run -d 'Say item by item what would be done, and why; change nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l no-lock -d 'Neither take nor respect RQ\'s maintenance locks'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from tasks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand maintenance; and __fish_seen_subcommand_from locks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -s q -l queue -d 'Only jobs of these queues' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l id -d 'Only these IDs' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l scheme -d 'How new IDs are made' -r -f -a "readable\t'order:42:email becomes order-42-email-809fc1b4'
uuid\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l map -d 'New IDs from a file: CSV of old,new or JSON lines' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l write-map -d 'Write old and new IDs to a new file, each before it is changed' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l undo -d 'Back to the old IDs of a map that was written' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l apply -d 'Do it; without it, only the plan is shown'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l check -d 'Say by the exit code whether anything is left to rename: 0 nothing, 1 something'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l live -d 'Go on while workers and producers work; what they hold is left'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand migrate-ids" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l only -d 'Only these checks, and read only what they need' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l skip -d 'All but these checks' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l fail-on -d 'From which severity on the exit code is 1' -r -f -a "warn\t''
fail\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l upgrade-to -d 'Also what that version of RQ would refuse, lose or fail' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l quick -d 'Only what a glance shows, as status does: queues, workers, the ends of lists'
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l list -d 'List the checks, and look at nothing'
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -f -a "show" -d 'Show the name of the server'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -f -a "set" -d 'Name the server, for everybody who connects to it'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and not __fish_seen_subcommand_from show set clear" -f -a "clear" -d 'Take the name away'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l protect -d 'From now on acts on many must name it with --on'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -s y -l yes -d 'Do not ask'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand label; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -s u -l url -d 'Redis of the fleet: redis://, rediss:// or unix://' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l on -d 'Go on only if the server is labelled so' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l prefix -d 'Key prefix of RQ [default: rq]' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l password-file -d 'File that holds the password, in place of the one in the URL' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l tls-ca -d 'Trust the certificates in this file only (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l tls-cert -d 'Certificate to show to the server (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l tls-key -d 'Key of that certificate (PEM)' -r -F
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l connect-timeout -d 'How long connecting may take in all: name, connection, TLS, log-in' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l reply-timeout -d 'How long one reply may take' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -s o -l output -d 'How to print results' -r -f -a "table\t''
wide\t'With more columns'
json\t'One object'
jsonl\t'One object a line'
csv\t''
ids\t'Job IDs, one a line'"
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l columns -d 'Fields to show, by name, instead of the usual ones' -r
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l time -d 'How tables say times' -r -f -a "relative\t''
iso\t''
epoch\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l color -d 'Whether to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l tls-insecure -d 'Do not check the server\'s certificate'
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l read-only -d 'Refuse whatever would change something'
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l no-headers -d 'Leave out the heading of a table or of CSV'
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -s 0 -l null -d 'End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input'
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -l quiet -d 'No totals, hints or progress; errors stay'
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -s v -l verbose -d 'Say each step of the connection and each command'
complete -c rqctl -n "__fish_rqctl_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
