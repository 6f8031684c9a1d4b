namespace Bantam.Bench;

/// <summary>A peer is not on this machine; the message says what is missing.</summary>
internal sealed class PeerAbsentException(string message, Exception? inner = null) : Exception(message, inner);
