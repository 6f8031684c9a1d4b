namespace Bantam.Deployment;

/// <summary>The energy counter that many processors of Intel and AMD keep (RAPL), as Linux shows it.</summary>
/// <remarks>It counts whole packages, with whatever else they do meanwhile, and most systems let only administrators read it.</remarks>
internal sealed class EnergyCounter
{
    private const string SystemFolder = "/sys/class/powercap";
    private const double JoulesPerCount = 1e-6;

    private readonly string[] _packages;
    private readonly long[] _ranges;

    private EnergyCounter(string[] packages, long[] ranges) => (_packages, _ranges) = (packages, ranges);

    /// <summary>What to write beside a figure from here.</summary>
    public string Source => $"RAPL, {_packages.Length} package(s), everything that the processor did meanwhile included";

    /// <summary>The counter of this machine; null where there is none, or where it may not be read.</summary>
    public static EnergyCounter? Open(string folder = SystemFolder)
    {
        // intel-rapl:0 is a package; intel-rapl:0:0 is a part of it.
        string[] packages = Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder, "intel-rapl:*").Where(path => Path.GetFileName(path).Split(':').Length == 2).Order(StringComparer.Ordinal)]
            : [];
        long?[] ranges = [.. packages.Select(package => SystemFile.Number(Path.Combine(package, "max_energy_range_uj")))];
        EnergyCounter counter = new(packages, [.. ranges.Select(range => range ?? 0)]);
        return packages.Length > 0 && !ranges.Contains(null) && counter.Read() is not null ? counter : null;
    }

    /// <summary>The counts of all packages; null where one cannot be read any more.</summary>
    public long[]? Read()
    {
        long?[] counts = [.. _packages.Select(package => SystemFile.Number(Path.Combine(package, "energy_uj")))];
        return counts.Contains(null) ? null : [.. counts.Select(count => count!.Value)];
    }

    /// <summary>The energy between two readings. A counter that has reached its end begins at 0 again.</summary>
    public double Joules(long[] before, long[] after)
    {
        double counts = 0;
        for (int i = 0; i < before.Length; i++)
        {
            counts += after[i] >= before[i] ? after[i] - before[i] : _ranges[i] - before[i] + after[i];
        }

        return counts * JoulesPerCount;
    }
}
