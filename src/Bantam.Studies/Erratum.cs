namespace Bantam.Studies;

/// <summary>A place where the notes are wrong or ambiguous, and what is right.</summary>
/// <param name="Id">Its number, for example <c>E17</c>.</param>
/// <param name="Lines">The lines of the notes.</param>
/// <param name="Notes">What the notes say.</param>
/// <param name="Right">The right reading, which Bantam follows.</param>
public sealed record Erratum(string Id, string Lines, string Notes, string Right);
