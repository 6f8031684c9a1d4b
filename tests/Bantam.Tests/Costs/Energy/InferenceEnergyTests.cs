using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class InferenceEnergyTests
{
    private const double PicojoulesPerMillijoule = 1e9;
    private static readonly EnergyTable Horowitz = EnergyTables.Horowitz;

    [Fact]
    [Trait("Ledger", "S202")]
    public void AlexNet_takes_a_twentieth_of_the_energy_to_compute_that_its_weights_take_to_load()
    {
        CostReport alexNet = CostCounter.Count(Networks.Create("alexnet"));
        Assert.Equal(724_406_816, alexNet.Macs);
        Assert.Equal((4.6, 0.3), (Math.Round(Horowitz.MacPicojoules(MacFormat.Float32), 12), Math.Round(Horowitz.MacPicojoules(MacFormat.Int8), 12)));
        Assert.Equal(3.33, alexNet.Macs * Horowitz.MacPicojoules(MacFormat.Float32) / PicojoulesPerMillijoule, 0.005);
        Assert.Equal(0.217, alexNet.Macs * Horowitz.MacPicojoules(MacFormat.Int8) / PicojoulesPerMillijoule, 0.0005);
        EnergyRange weights = Horowitz.AccessEnergy(Horowitz.Memory("dram"), alexNet.Parameters * 32);
        Assert.Equal((39.6, 79.2), (Math.Round(weights.LowPicojoules / PicojoulesPerMillijoule, 1), Math.Floor(weights.HighPicojoules / PicojoulesPerMillijoule * 10) / 10));
    }

    [Theory]
    [Trait("Ledger", "S202")]
    [InlineData(32, 3.33, 0.015)]
    [InlineData(8, 0.217, 0.002)]
    public void The_arithmetic_of_AlexNet_is_that_of_its_macs(int bits, double millijoules, double tolerance)
    {
        InferenceEnergy energy = InferenceEnergy.Of(CostCounter.Count(Networks.Create("alexnet")), Horowitz, bits == 32 ? MacFormat.Float32 : MacFormat.Int8);
        Assert.Equal(millijoules, energy.ComputePicojoules / PicojoulesPerMillijoule, tolerance);
        Assert.Equal("dram", energy.Assumptions.WeightMemory.Name);
        Assert.Equal(EnergyBasis.Listed, energy.Basis);

        // Tiles read some weights of the convolutions more than once, and each multiply-accumulate from its buffer.
        double once = Horowitz.AccessEnergy(energy.Assumptions.WeightMemory, 60_965_224L * bits).LowPicojoules;
        Assert.InRange(energy.Weights.LowPicojoules, once, 1.5 * once);
    }

    [Fact]
    [Trait("Ledger", "S205")]
    public void Efficiency_is_operations_for_each_watt()
    {
        Assert.Equal(435, GopsPerWatt.OfEnergy(1_000_000, 4.6e6), 0.5);
        Assert.Equal(6670, GopsPerWatt.OfEnergy(1_000_000, 0.3e6), 5.0);
        Assert.Equal(GopsPerWatt.OfEnergy(1000, 4600), GopsPerWatt.OfPower(1e9, 1e9 * 4.6e-12), 1e-9);
        Assert.Throws<ArgumentOutOfRangeException>(() => GopsPerWatt.OfEnergy(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => GopsPerWatt.OfPower(-1, 1));
    }

    [Fact]
    [Trait("Ledger", "S205")]
    public void Layers_and_devices_have_an_efficiency()
    {
        CostReport resNet = CostCounter.Count(Networks.Create("resnet8"));
        InferenceEnergy energy = InferenceEnergy.Of(resNet, Horowitz, MacFormat.Int8);
        Assert.All(energy.Layers.Where(layer => layer.Macs > 0), layer => Assert.InRange(layer.GopsPerWatt, 1, 6667));
        Assert.InRange(energy.GopsPerWatt, energy.Layers.Where(layer => layer.Macs > 0).Min(layer => layer.GopsPerWatt) / 2, 6667);
        PublishedEnergy board = PublishedEnergy.Find(Devices.CortexM4.Name, "ic-ref")!;
        Assert.Equal(4.55, GopsPerWatt.OfEnergy(resNet.Macs, board.Microjoules * 1e6), 0.1);
        Assert.All(PublishedEnergy.All, known => Assert.True(Devices.Named(known.Device).ClockHertz > 0 && Networks.Names.Contains(known.Network)));
        Assert.Null(PublishedEnergy.Find("cortex-m4", "alexnet"));
    }

    [Fact]
    [Trait("Ledger", "S207")]
    public void Ternary_weights_leave_two_multiplications_for_each_output()
    {
        LayerCost layer = CostCounter.Count(Graph.Create([3, 3, 64], x => x.Conv2d(64, 3, padding: Padding.Valid, bias: false))).Layers[0];
        Assert.Equal((576, 64), (layer.Terms, layer.Units));
        Assert.Equal(new Arithmetic(576 * 64, 576 * 64, 0), layer.Arithmetic);
        Assert.Equal(new Arithmetic(2 * 64, 576 * 64, 0), layer.ArithmeticWithWeightValues(2));
        Assert.Equal(64, layer.ArithmeticWithWeightValues(1).Multiplications);
        Assert.Equal(layer.Arithmetic, layer.ArithmeticWithWeightValues(1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.ArithmeticWithWeightValues(0));
    }

    [Fact]
    public void A_small_network_adds_up_by_hand()
    {
        CostReport report = CostCounter.Count(Graph.Create([16], x => x.Dense(8).Relu()));
        InferenceEnergy energy = InferenceEnergy.Of(report, Horowitz, MacFormat.Float32);

        // 128 MACs, 8 biases, 8 comparisons; 136 weights; everything lives in 8 KiB, two values to an access.
        Assert.Equal((128 * 4.6) + (8 * 0.9) + (8 * 0.9), energy.ComputePicojoules, 1e-9);
        Assert.Equal((128 + 8) / 2 * 10, energy.Weights.MiddlePicojoules, 1e-9);
        Assert.Equal((128 + 8) / 2 * 10, energy.Activations.MiddlePicojoules, 1e-9);
        Assert.Equal(0, energy.Layers[1].Activations.MiddlePicojoules);
        Assert.Equal(energy.Total.MiddlePicojoules, energy.Layers.Sum(layer => layer.Total.MiddlePicojoules), 1e-6);
    }

    [Fact]
    public void Shortcuts_are_read_and_views_move_nothing()
    {
        CostReport report = CostCounter.Count(Graph.Create([4, 4, 2], x => x.Conv2d(2, 1).Add(x).Flatten()));
        InferenceEnergy energy = InferenceEnergy.Of(report, Horowitz, MacFormat.Int8);
        Assert.Equal([32 * 8 / 64 * 10, 0], energy.Layers.Skip(1).Select(layer => layer.Activations.MiddlePicojoules));
    }

    [Fact]
    public void The_bytes_of_the_counts_do_not_matter()
    {
        Graph graph = Networks.Create("ds-cnn-s");
        EnergyRange ofBytes = InferenceEnergy.Of(CostCounter.Count(graph, 1, 1), Horowitz, MacFormat.Int8).Total;
        Assert.Equal(ofBytes, InferenceEnergy.Of(CostCounter.Count(graph), Horowitz, MacFormat.Int8).Total);
    }

    [Fact]
    public void Formats_without_a_row_are_estimated()
    {
        CostReport report = CostCounter.Count(Networks.Create("tiny-mlp"));
        MacFormat int16 = new(PricedFormat.Int16, PricedFormat.Integer(48));
        Assert.Equal(EnergyBasis.Estimated, InferenceEnergy.Of(report, Horowitz, int16).Basis);
        Assert.Equal(EnergyBasis.NotListed, InferenceEnergy.Of(report, EnergyTables.Legacy, MacFormat.Float32).Basis);
    }

    [Fact]
    public void Loops_of_convolutions_have_their_macs()
    {
        foreach (string name in (ReadOnlySpan<string>)["alexnet", "mobilenet-v1-025", "resnet8", "densenet121"])
        {
            foreach (LayerCost layer in CostCounter.Count(Networks.Create(name)).Layers.Where(layer => layer.Loops is not null))
            {
                Assert.Equal(layer.Macs, layer.Loops!.Macs);
                Assert.Equal(layer.Units, layer.Loops.OutputElements);
            }
        }
    }
}
