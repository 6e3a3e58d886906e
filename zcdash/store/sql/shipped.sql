-- One row per syslog server, with the last entry of the log that it was sent.
select server, entry
from shipped
where server = $server;
