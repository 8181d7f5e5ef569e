"""What a download decides: plans of ranges, metadata, verification and fallbacks. Nothing here waits."""
