namespace Bantam.Fuzz;

/// <summary>An input with which a parser broke its promise.</summary>
/// <param name="Kind">What broke: the exception's type, <c>allocation</c> or <c>time</c>.</param>
/// <param name="Message">What happened.</param>
/// <param name="Input">The file.</param>
public sealed record FuzzFinding(string Kind, string Message, byte[] Input);
