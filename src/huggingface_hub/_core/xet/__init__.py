"""Rules of transfers through the Xet storage: where a token is asked for, what an answer says, when to go another way."""
