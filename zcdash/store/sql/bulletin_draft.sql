-- One row per draft of the bulletin of a close, newest first.
select *
from bulletin_draft
where close = $close
order by bulletin_draft desc;
