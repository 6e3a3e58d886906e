-- One row where the log has an entry of this hash.
select entry from log where hash = $hash
