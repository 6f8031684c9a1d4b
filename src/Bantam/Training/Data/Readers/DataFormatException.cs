namespace Bantam.Training;

/// <summary>A data file that is not what it should be: truncated, corrupt, or of another format.</summary>
/// <param name="source">The file.</param>
/// <param name="problem">What happened, what was expected, how to fix it.</param>
public sealed class DataFormatException(string source, string problem) : Exception($"{source}: {problem}");
