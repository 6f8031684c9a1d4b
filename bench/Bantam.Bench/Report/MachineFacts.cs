using System.Globalization;
using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Where a bench ran.</summary>
/// <param name="Processor">What the processor calls itself.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="Lanes">Float32 lanes of our kernels.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="System">The operating system.</param>
/// <param name="Load">Runnable processes over the last minute when the bench began: what others did meanwhile.</param>
/// <param name="Peers">Each peer: its version, or why it is absent.</param>
internal sealed record MachineFacts(string Processor, int Cores, int Lanes, string Runtime, string System, double Load, IReadOnlyList<string> Peers)
{
    public static MachineFacts Now(IReadOnlyList<string> peers) => new(
        ProcessorName(),
        Environment.ProcessorCount,
        SimdWidth.Current,
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.OSDescription,
        LoadAverage(),
        peers);

    private static string ProcessorName() => File.ReadLines("/proc/cpuinfo")
        .Where(line => line.StartsWith("model name", StringComparison.Ordinal))
        .Select(line => line.Split(':')[^1].Trim())
        .FirstOrDefault("unknown");

    private static double LoadAverage() => double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
}
