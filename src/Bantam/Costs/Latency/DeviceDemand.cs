using Bantam.Model;

namespace Bantam.Costs;

/// <summary>What a network needs of one resource of a device.</summary>
/// <param name="Resource">The resource with its unit: flash bytes, RAM bytes, MAC/s, mW.</param>
/// <param name="Needed">What the network needs.</param>
/// <param name="Available">What the device has.</param>
public sealed record DeviceDemand(string Resource, double Needed, double Available)
{
    private const double MilliwattsPerWatt = 1000;

    /// <summary>How many times the device's resource the network needs; above 1 it does not fit.</summary>
    public double Factor => Needed / Available;

    /// <summary>Whether it fits.</summary>
    public bool Fits => Needed <= Available;

    /// <summary>Compares a network with a device.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="device">The device.</param>
    /// <param name="format">The numbers that it computes with.</param>
    /// <param name="inferencesPerSecond">How often it runs, greater than 0.</param>
    /// <param name="powerBudgetMilliwatts">The mean power that it may take; compared where the device's power is known.</param>
    /// <returns>
    /// Flash (weights alone), RAM (activations alone), MAC/s against what the device reaches on this network, and power:
    /// the device's at full load in the share of time that it runs.
    /// </returns>
    /// <remarks>Source: notes, lines 17 and 23-27.</remarks>
    public static IReadOnlyList<DeviceDemand> Of(Graph graph, Device device, OperandFormat format, double inferencesPerSecond, double? powerBudgetMilliwatts = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(format);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inferencesPerSecond);
        LatencyReport latency = LatencyModel.Predict(graph, device, format);
        long macs = graph.Nodes.Where(node => !node.IsConstant).Sum(CostCounter.MacsOf);
        double activationBits = (double)ActivationPlanner.Plan(graph).PeakElements * format.ActivationBits;
        List<DeviceDemand> demands =
        [
            new("flash bytes", latency.WeightBytes, device.FlashBytes),
            new("RAM bytes", Math.Ceiling(activationBits / 8), device.RamBytes),
            new("MAC/s", macs * inferencesPerSecond, macs / latency.Seconds),
        ];
        if (powerBudgetMilliwatts is { } budget && device.ActiveWatts is { } watts)
        {
            demands.Add(new DeviceDemand("mW", watts * MilliwattsPerWatt * latency.Seconds * inferencesPerSecond, budget));
        }

        return demands;
    }
}
