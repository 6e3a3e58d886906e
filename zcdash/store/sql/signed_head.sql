-- One row per signature of the log's head, in order.
select signed_head, entry, hash, signed_at, signature, key
from signed_head
order by signed_head;
