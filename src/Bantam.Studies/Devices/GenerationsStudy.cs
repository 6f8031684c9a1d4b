using System.Globalization;
using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Capacities and bandwidths of four generations, as the notes have them.</summary>
internal static class GenerationsStudy
{
    private static readonly (string Device, string[] Notes)[] s_rows =
    [
        ("sandy-bridge", ["~1 kB", "512 kB", "8 MB", "20 GB/s"]),
        ("gk110", ["~4 MB", "~1 MB", "1.5 MB", "150 GB/s"]),
        ("gp100", ["14 MB", "~4 MB", "4 MB", "800 GB/s"]),
        ("ga100", ["32 MB", "24 MB", "40 MB", "1900 GB/s"]),
    ];

    public static Study Study { get; } = new()
    {
        Id = "generations",
        Title = "Capacities and bandwidths of four generations",
        Lines = "421-445",
        Ledger = ["S194"],
        Fill = page =>
        {
            foreach ((string name, string[] notes) in s_rows)
            {
                Device device = Devices.Named(name);
                foreach ((MemoryLevel level, string said) in device.Memory.Zip(notes))
                {
                    page.Agrees($"{device.Core}: {level.Name}", said, Text(level));
                }
            }

            page.Corrects("E06", "chips for which the table holds", notes: "any", right: "these four, as roundings", ours: AllNoted() ? "these four, as roundings" : "any");
            Device[] devices = [.. s_rows.Select(row => Devices.Named(row.Device))];
            page.Bars(
                "capacity",
                "On-chip memory in MB: from caches to registers",
                [.. devices.Select(device => device.Core)],
                [.. devices[0].Memory.Where(level => level.Bytes is not null).Select((level, i) => new BarColumn(level.Name, [.. devices.Select(device => device.Memory[i].Bytes!.Value / 1e6)], Numbers.Digits))]);
            page.Bars(
                "bandwidth",
                "Global memory in GB/s",
                [.. devices.Select(device => device.Core)],
                new BarColumn("GB/s", [.. devices.Select(device => device.Memory[^1].BytesPerSecond!.Value / 1e9)], Numbers.Short));
        },
    };

    private static bool AllNoted() => s_rows.All(row => Devices.Named(row.Device).Note.Contains("hold for no other device", StringComparison.Ordinal));

    private static string Text(MemoryLevel level) =>
        string.Create(CultureInfo.InvariantCulture, $"{(level.IsApproximate ? "~" : "")}{(level.BytesPerSecond is { } rate ? $"{rate / 1e9} GB/s" : level.Bytes < 1_000_000 ? $"{level.Bytes / 1e3} kB" : $"{level.Bytes / 1e6} MB")}");
}
