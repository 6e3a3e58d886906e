-- One row per act, in order.
select *
from log
order by entry;
