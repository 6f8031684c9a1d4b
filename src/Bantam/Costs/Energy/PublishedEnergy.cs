namespace Bantam.Costs;

/// <summary>The measured energy of one inference on a whole board, as it was published: what an <see cref="EnergyTable"/> cannot know.</summary>
/// <param name="Device">The name of the device, see <see cref="Devices"/>.</param>
/// <param name="Network">The name of the network.</param>
/// <param name="Microjoules">The energy of one inference in microjoules.</param>
/// <param name="Source">The publication.</param>
/// <remarks>
/// A microcontroller takes hundreds of times more than the bare arithmetic of its multiply-accumulates: fetching
/// instructions, flash, clock tree, regulators and leakage are in the measurement.
/// </remarks>
public sealed record PublishedEnergy(string Device, string Network, double Microjoules, string Source)
{
    private const string CortexM4Board = "MLPerf Tiny v1.3, STMicroelectronics, NUCLEO-L4R5ZI, int8";
    private const string CortexM33Board = "MLPerf Tiny v1.3, STMicroelectronics, NUCLEO-U575ZI-Q, int8";

    /// <summary>All measurements that are known to Bantam.</summary>
    public static IReadOnlyList<PublishedEnergy> All { get; } =
    [
        new("cortex-m4", "ad-ref", 160, CortexM4Board),
        new("cortex-m4", "kws-ref", 1431, CortexM4Board),
        new("cortex-m4", "ic-ref", 5496, CortexM4Board),
        new("cortex-m4", "vww-ref", 3030, CortexM4Board),
        new("cortex-m33", "ad-ref", 77, CortexM33Board),
        new("cortex-m33", "kws-ref", 664, CortexM33Board),
        new("cortex-m33", "ic-ref", 2565, CortexM33Board),
        new("cortex-m33", "vww-ref", 1372, CortexM33Board),
    ];

    /// <summary>Finds the measurement of a network on a device.</summary>
    /// <param name="device">The name of the device.</param>
    /// <param name="network">The name of the network.</param>
    /// <returns>The measurement; null where none is known.</returns>
    public static PublishedEnergy? Find(string device, string network) => All.FirstOrDefault(known => known.Device == device && known.Network == network);
}
