using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A compiled network: the plan, and the C that computes it.</summary>
/// <param name="Plan">What runs.</param>
/// <param name="Files">The C source and header.</param>
/// <param name="Target">What the code is written for.</param>
public sealed record Firmware(Plan Plan, CFiles Files, Target Target)
{
    /// <summary>What the passes did to the plan, in order; the last left what runs.</summary>
    public IReadOnlyList<PlanChange> Changes { get; init; } = [];

    /// <summary>Writes the source and the header into a folder.</summary>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    /// <returns>The names of the files.</returns>
    /// <exception cref="IOException">A file cannot be written; an older one is as it was.</exception>
    public IReadOnlyList<string> Save(string folder)
    {
        string source = $"{Files.Prefix}.c";
        string header = $"{Files.Prefix}.h";
        AtomicFile.WriteText(Path.Combine(folder, source), Files.Source);
        AtomicFile.WriteText(Path.Combine(folder, header), Files.Header);
        return [source, header];
    }
}
