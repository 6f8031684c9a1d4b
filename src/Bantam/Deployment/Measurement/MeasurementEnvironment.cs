using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Where and with what a measurement was taken.</summary>
/// <remarks>Source: notes, lines 3711-3718: fix the hardware, and say which.</remarks>
public sealed record MeasurementEnvironment
{
    /// <summary>What the processor calls itself.</summary>
    public required string Processor { get; init; }

    /// <summary>Logical processors.</summary>
    public required int Cores { get; init; }

    /// <summary>The operating system.</summary>
    public required string System { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The commit that Bantam was built from; <c>unknown</c> where the build did not say.</summary>
    public required string Commit { get; init; }

    /// <summary>How many threads computed.</summary>
    public required int Threads { get; init; }

    /// <summary>Float32 lanes of the kernels.</summary>
    public required int Lanes { get; init; }

    /// <summary>Runnable processes over the last minute: what else the machine did. Absent where the system does not say.</summary>
    public double? Load { get; init; }

    /// <summary>This machine, now.</summary>
    /// <returns>Its facts.</returns>
    public static MeasurementEnvironment Now() => new()
    {
        Processor = ProcessorName(),
        Cores = Environment.ProcessorCount,
        System = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
        Commit = CommitOf(typeof(MeasurementEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion),
        Threads = Parallelism.Threads,
        Lanes = SimdWidth.Current,
        Load = LoadAverage(),
    };

    /// <summary>The commit in a version such as <c>0.1.0+8c93714</c>.</summary>
    internal static string CommitOf(string? version) => version?.Split('+') is [_, { Length: > 0 } commit] ? commit : "unknown";

    private static string ProcessorName()
    {
        string? line = SystemFile.FirstLine("/proc/cpuinfo", "model name");
        return line?.Split(':')[^1].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static double? LoadAverage() =>
        SystemFile.FirstLine("/proc/loadavg", "") is { } line && double.TryParse(line.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double load) ? load : null;
}
