using Bantam.Model;

namespace Bantam.Advice;

/// <summary>How large a share is, in words.</summary>
public enum Grade
{
    /// <summary>Below a tenth.</summary>
    Low,

    /// <summary>Below a half.</summary>
    Moderate,

    /// <summary>A half or more.</summary>
    High,

    /// <summary>Nine tenths or more, of the MACs only: they are time, while parameters and units are places.</summary>
    VeryHigh,
}

/// <summary>What kind of layer costs what: parameters are storage, units memory for activations, MACs time and energy.</summary>
/// <remarks>Source: notes, lines 2204-2217. Where the notes grade by kind, this grades by count: "computed values decide" (E74).</remarks>
public static class EfficiencyTable
{
    /// <summary>Adds up a network's layers with weights.</summary>
    /// <param name="graph">The network.</param>
    /// <returns>A row for each kind that the network has: dense, convolution, grouped convolution (depthwise included).</returns>
    public static IReadOnlyList<EfficiencyRow> Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        LintSubject subject = new(graph, new LintOptions());
        double parameters = subject.LinearLayers.Sum(layer => layer.Cost.Parameters);
        double units = subject.LinearLayers.Sum(layer => layer.Cost.Units);
        double macs = subject.LinearLayers.Sum(layer => layer.Cost.Macs);
        return
        [
            .. from layer in subject.LinearLayers
               group layer.Cost by KindOf(layer.Node.Op) into kind
               select new EfficiencyRow(kind.Key, kind.Sum(cost => cost.Parameters) / parameters, kind.Sum(cost => cost.Units) / units, kind.Sum(cost => cost.Macs) / macs),
        ];
    }

    private static string KindOf(Op op) => op switch
    {
        Dense => "dense",
        Conv2d { Groups: 1 } => "convolution",
        _ => "grouped convolution",
    };
}

/// <summary>One kind of layer and its shares, in [0, 1], of all layers with weights.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="ParameterShare">Its share of the trained values.</param>
/// <param name="UnitShare">Its share of the elements of outputs.</param>
/// <param name="MacShare">Its share of the MACs.</param>
public sealed record EfficiencyRow(string Kind, double ParameterShare, double UnitShare, double MacShare)
{
    /// <summary>The parameters in a word.</summary>
    public Grade Parameters => PlaceGrade(ParameterShare);

    /// <summary>The units in a word.</summary>
    public Grade Units => PlaceGrade(UnitShare);

    /// <summary>The MACs in a word.</summary>
    public Grade Macs => MacShare >= 0.9 ? Grade.VeryHigh : PlaceGrade(MacShare);

    private static Grade PlaceGrade(double share) => share < 0.1 ? Grade.Low : share < 0.5 ? Grade.Moderate : Grade.High;
}
