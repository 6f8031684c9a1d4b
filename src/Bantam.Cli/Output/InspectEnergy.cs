using Bantam.Costs;

namespace Bantam.Cli;

/// <summary>The lines about energy of <c>bantam inspect</c>.</summary>
internal static class InspectEnergy
{
    private const double Thousand = 1000;
    private const double PicojoulesPerMicrojoule = 1e6;
    private static readonly string[] s_units = ["pJ", "nJ", "uJ", "mJ", "J"];

    public static IEnumerable<string> Lines(InspectReport report)
    {
        yield return Of(report.FloatEnergy);
        yield return Of(report.Int8Energy);
        yield return Text($"Arithmetic in int8 takes 1/{report.FloatEnergy.ComputePicojoules / report.Int8Energy.ComputePicojoules:F1} of the energy of float32; {report.MultiplicationsWithWeightValues(2):N0} multiplications with ternary weights, {report.MultiplicationsWithWeightValues(1):N0} with binary ones.");
        if (report.Measured is { } measured)
        {
            yield return Text($"Measured on a {measured.Device}: {Joules(measured.Microjoules * PicojoulesPerMicrojoule)} an inference, {GopsPerWatt.OfEnergy(report.Float.Macs, measured.Microjoules * PicojoulesPerMicrojoule):F1} GOPS/W ({measured.Source}). The table prices arithmetic and memory cells, not a processor.");
        }
    }

    /// <summary>An energy in the unit that leaves one to three digits before the point.</summary>
    public static string Joules(double picojoules)
    {
        int unit = 0;
        while (picojoules >= Thousand && unit < s_units.Length - 1)
        {
            picojoules /= Thousand;
            unit++;
        }

        return Text($"{picojoules:F2} {s_units[unit]}");
    }

    public static string Name(EnergyBasis basis) => basis switch
    {
        EnergyBasis.Listed => "listed",
        EnergyBasis.Estimated => "estimated",
        _ => "partly not listed",
    };

    private static string Of(InferenceEnergy energy)
    {
        EnergyAssumptions assumptions = energy.Assumptions;
        EnergyRange total = energy.Total;
        string range = total.HighPicojoules > total.LowPicojoules ? $" ({Joules(total.LowPicojoules)} to {Joules(total.HighPicojoules)})" : "";
        string basis = energy.Basis == EnergyBasis.Listed ? "" : $", prices {Name(energy.Basis)}";
        return Text($"Energy ({assumptions.Table.Name}, {assumptions.Format}{basis}): {Joules(energy.ComputePicojoules)} for operations + {Joules(energy.Weights.MiddlePicojoules)} for weights in {assumptions.WeightMemory.Name} + {Joules(energy.Activations.MiddlePicojoules)} for activations in {assumptions.ActivationMemory.Name} = {Joules(total.MiddlePicojoules)}{range}; {energy.GopsPerWatt:F1} GOPS/W.");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
