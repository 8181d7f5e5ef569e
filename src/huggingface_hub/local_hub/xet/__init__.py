"""
Content-addressed storage as the Xet protocol has it: what only the server needs.

A file is cut into chunks where its content says so; chunks are packed into xorbs; a file is a list of terms, each a run of
chunks of one xorb. `hashes`, `chunking`, `xorbs`, `shards` and `planning` are rules that know no disk and no database;
`store` keeps what they describe.

What the rest of the hub uses is `HubState.xet` (`store.XetStore`):

* `file(xet_hash)` → what is known of a file: `hash`, `size`, `sha256`, or None;
* `content(xet_hash)` → something with `size` and `blocks(start, end)` (bytes in order), for `sending.file_response`;
* `granted(owner_id, xet_hash)`, `grant(owner_id, xet_hash)`, `revoke(owner_id, xet_hash)` → whether a repository or bucket
  may refer to a file; uploading a file through a token of its owner grants it;
* `of_object(sha256)`, `of_objects(…)` → the Xet hash of an object of the object store.

`routes.xet.token_answer(context, owner_id, writing=…)` answers a token request for an owner that the caller was checked
against; `routes.xet.xet_headers(context, xet_hash, token_path)` makes the headers of a resolve answer.
"""
