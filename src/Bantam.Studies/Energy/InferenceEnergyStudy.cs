using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The energy of an inference: operations by format, weights from DRAM, and operations for each watt.</summary>
internal static class InferenceEnergyStudy
{
    private const double PicojoulesPerMillijoule = 1e9;
    private static readonly EnergyTable s_table = EnergyTables.Horowitz;

    public static Study Study { get; } = new()
    {
        Id = "inference-energy",
        Title = "The energy of an inference, by format and by what moves",
        Lines = "464-469, 487, 2383-2389",
        Ledger = ["S202", "S205"],
        Fill = page =>
        {
            CostReport alexNet = CostCounter.Count(Networks.Create("alexnet"));
            double float32 = s_table.MacPicojoules(MacFormat.Float32);
            double int8 = s_table.MacPicojoules(MacFormat.Int8);
            EnergyRange weights = s_table.AccessEnergy(s_table.Memory("dram"), alexNet.Parameters * 32);
            page.Agrees("AlexNet: MACs", 724_406_816, alexNet.Macs);
            page.Agrees("its MACs in float32, mJ", 3.33, alexNet.Macs * float32 / PicojoulesPerMillijoule, tolerance: 0.005);
            page.Agrees("its MACs in int8 with int32 sums, mJ", 0.217, alexNet.Macs * int8 / PicojoulesPerMillijoule, tolerance: 0.0005);
            page.Agrees("its float32 weights once from DRAM, at least, mJ", 39.6, weights.LowPicojoules / PicojoulesPerMillijoule, tolerance: 0.05);
            page.Agrees("its float32 weights once from DRAM, at most, mJ", 79.2, weights.HighPicojoules / PicojoulesPerMillijoule, tolerance: 0.1);
            page.Agrees("4.6 pJ for a MAC: TOPS/W", 0.435, GopsPerWatt.OfEnergy(1, float32) / 1000, tolerance: 0.0005);
            page.Agrees("0.3 pJ for a MAC: TOPS/W", 6.67, GopsPerWatt.OfEnergy(1, int8) / 1000, tolerance: 0.005);
            string[] networks = ["alexnet", "googlenet", "resnet50", "densenet121", "mobilenet-v1"];
            InferenceEnergy[] energies = [.. networks.Select(name => InferenceEnergy.Of(CostCounter.Count(Networks.Create(name)), s_table, MacFormat.Int8))];
            foreach ((string name, InferenceEnergy energy) in networks.Zip(energies))
            {
                page.Reports($"{name} in int8 with tiles, mJ", energy.Total.MiddlePicojoules / PicojoulesPerMillijoule);
                page.Reports($"{name} in int8 with tiles, GOPS/W", energy.GopsPerWatt);
            }

            page.Bars(
                "parts",
                "Energy of an int8 inference, mJ",
                networks,
                Column("operations", energies, energy => energy.ComputePicojoules),
                Column("weights", energies, energy => energy.Weights.MiddlePicojoules),
                Column("activations", energies, energy => energy.Activations.MiddlePicojoules));
        },
    };

    private static BarColumn Column(string name, InferenceEnergy[] energies, Func<InferenceEnergy, double> picojoules) =>
        new(name, [.. energies.Select(energy => picojoules(energy) / PicojoulesPerMillijoule)], Numbers.Digits);
}
