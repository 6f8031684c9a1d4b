using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class LatencyModelTests(ITestOutputHelper output)
{
    private static readonly Device s_plain = new()
    {
        Name = "plain",
        Class = DeviceClass.Processor,
        Core = "none",
        InstructionSet = "none",
        ClockHertz = 1_000_000_000,
        FlashBytes = 1 << 30,
        RamBytes = 1 << 30,
        Memory = [new MemoryLevel { Name = "DRAM", BytesPerSecond = 20e9 }],
        Units = [new ArithmeticUnit { Name = "FMA", Kind = NumberKind.Float, Bits = 32, LanesPerWord = 50, CyclesPerWord = 1 }],
        Source = "a test",
    };

    [Fact]
    [Trait("Ledger", "S201")]
    public void A_matrix_by_a_vector_waits_for_its_weights()
    {
        LayerLatency layer = Assert.Single(LatencyModel.Predict(Dense(4096, 4096), s_plain, OperandFormat.Float32).Layers);
        Assert.Equal(3.36, layer.MemorySeconds * 1e3, 2);
        Assert.Equal(0.336, layer.ComputeSeconds * 1e3, 3);
        Assert.Equal(0.10, layer.Utilization, 3);
        Assert.True(layer.IsMemoryBound);
        Assert.Equal(67.1, 4096 * 4096 * 4 / 1e6, 1);
    }

    [Fact]
    [Trait("Ledger", "S184")]
    public void One_small_op_is_sooner_done_on_a_processor_and_many_on_a_gpu()
    {
        Graph small = Dense(100, 1);
        Graph large = Dense(1000, 10_000);
        foreach (string gpu in new[] { "gk110", "gp100", "ga100" })
        {
            foreach (string processor in new[] { "sandy-bridge", "x86-server", "raspberry-pi-4" })
            {
                Assert.True(Seconds(small, processor) < Seconds(small, gpu), $"{processor} {gpu}");
                Assert.True(Seconds(large, processor) > Seconds(large, gpu), $"{processor} {gpu}");
            }

            Assert.True(Devices.Named(gpu).IsThroughputOriented);
        }

        static double Seconds(Graph graph, string device) => LatencyModel.Predict(graph, Devices.Named(device), OperandFormat.Float32).Seconds;
    }

    [Theory]
    [Trait("Ledger", "S216")]
    [InlineData("gk110", 32, 1.0)]
    [InlineData("sandy-bridge", 32, 1.0)]
    [InlineData("cortex-m4", 8, 1.0)]
    [InlineData("npu", 8, 1.0)]
    public void One_bit_weights_are_no_faster_without_a_kernel_but_smaller(string name, int bits, double speedUp)
    {
        Device device = Devices.Named(name);
        Graph network = Networks.Create("lenet");
        OperandFormat wide = bits == 32 ? OperandFormat.Float32 : OperandFormat.Int8;
        LatencyReport before = LatencyModel.Predict(network, bits == 32 ? WithoutIntegers(device) : device, wide);
        LatencyReport after = LatencyModel.Predict(network, bits == 32 ? WithoutIntegers(device) : device, OperandFormat.OneBit);
        Assert.Equal(speedUp, after.SpeedUpOver(before), 9);
        Assert.Equal(bits, (double)before.WeightBytes / after.WeightBytes, 1);

        static Device WithoutIntegers(Device device) => device with { Units = [.. device.Units.Where(unit => unit.Kind == NumberKind.Float)] };
    }

    [Fact]
    public void One_bit_weights_are_faster_where_a_kernel_counts_bits()
    {
        Device device = Devices.Named("ga100") with { Synchronization = null };
        Graph network = Dense(4096, 4096);
        LatencyReport wide = LatencyModel.Predict(network, device, OperandFormat.Float32);
        Assert.True(LatencyModel.Predict(network, device, OperandFormat.OneBit).SpeedUpOver(wide) > 10);
    }

    [Fact]
    [Trait("Ledger", "S199")]
    public void Which_model_wins_depends_on_the_device()
    {
        Graph dense = Dense(1024, 1024);
        RankedModel[] models =
        [
            new("dense Float32", dense, OperandFormat.Float32),
            new("dense int8", dense, OperandFormat.Int8),
            new("sparse int8", Dense(2048, 1024), new OperandFormat(NumberKind.Integer, 8, 8) { Sparsity = 0.9 }),
            new("XNOR", Dense(2048, 1024), OperandFormat.OneBit),
        ];
        Device bitSerial = Devices.Named("bit-serial");
        IReadOnlyList<DeviceRanking> ranks = DeviceRanking.Of(
            [.. models.Where(model => model.Format.Kind == NumberKind.Integer)],
            [bitSerial, Devices.CortexM55, Devices.Named("sparse"), Devices.CortexM4, Devices.Named("npu"), Devices.Named("x86-server")]);
        foreach (DeviceRanking rank in ranks)
        {
            output.WriteLine($"{rank.Device.Name}: {string.Join(", ", rank.Order.Select(timed => $"{timed.Model} {timed.Seconds * 1e6:F1} µs"))}");
        }

        Assert.Equal("XNOR", ranks[0].Winner);
        Assert.Equal("dense int8", ranks[1].Winner);
        Assert.Equal("sparse int8", ranks[2].Winner);
        Assert.Equal("dense int8", ranks[3].Winner);
        Assert.Equal("dense int8", ranks[4].Winner);
        Assert.Contains("Float", Assert.Throws<ArgumentException>(() => DeviceRanking.Of(models, [bitSerial])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DeviceRanking.Of([], [bitSerial]));
    }

    [Fact]
    [Trait("Ledger", "S200")]
    public void A_gathered_element_costs_a_cache_line()
    {
        IrregularWork gather = new(1000, 4, 0);
        Assert.Equal(64_000, gather.BytesMoved(64));
        Assert.Equal(128_000, (gather with { ElementBytes = 65 }).BytesMoved(64));
        LayerLatency time = gather.Predict(s_plain, 1 << 20);
        Assert.Equal(64_000 / 20e9, time.Seconds, 15);
        Assert.True(new IrregularWork(1000, 4, 1000).Predict(Devices.Named("x86-server"), 1 << 28).IsMemoryBound);
        Assert.Throws<ArgumentException>(() => gather.Predict(Devices.CortexM4, 1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => gather.BytesMoved(0));
    }

    [Fact]
    [Trait("Ledger", "S178")]
    public void Memory_shrinks_with_the_bits()
    {
        Assert.Equal(16, OperandFormat.MemoryFactor(16, 1));
        Assert.Equal((4, 16, 32), (OperandFormat.MemoryFactor(32, 8), OperandFormat.MemoryFactor(32, 2), OperandFormat.MemoryFactor(32, 1)));
        long parameters = Networks.Create("alexnet").ParameterCount;
        Assert.Equal(243.8, Megabytes(OperandFormat.Float32), 0.1);
        Assert.Equal(60.95, Megabytes(OperandFormat.Int8), 0.02);
        Assert.Equal(15.24, Megabytes(new OperandFormat(NumberKind.Integer, 2, 32)), 0.005);
        Assert.Equal(7.62, Megabytes(OperandFormat.OneBit), 0.005);

        double Megabytes(OperandFormat format) => format.WeightBytes(parameters) / 1e6;
    }

    [Fact]
    [Trait("Ledger", "S167")]
    public void ResNet50_does_not_fit_an_STM32F4_and_a_small_network_does()
    {
        Device device = Devices.Named("stm32f4");
        Assert.Equal((1024 * 1024, 192 * 1024), (device.FlashBytes, device.RamBytes));
        Dictionary<string, DeviceDemand> large = Demands("resnet50");
        Assert.Equal(["flash bytes", "RAM bytes", "MAC/s", "mW"], large.Keys);
        Assert.Equal(24.4, large["flash bytes"].Factor, 1);
        Assert.Equal(9.2, large["RAM bytes"].Factor, 1);
        Assert.All(large.Values, demand => Assert.False(demand.Fits));
        Assert.All(Demands("lenet").Values, demand => Assert.True(demand.Fits));

        Dictionary<string, DeviceDemand> Demands(string name)
        {
            IReadOnlyList<DeviceDemand> demands = DeviceDemand.Of(Networks.Create(name), device, OperandFormat.Int8, inferencesPerSecond: 1, powerBudgetMilliwatts: 100);
            foreach (DeviceDemand demand in demands)
            {
                output.WriteLine($"{name}: {demand.Resource} {demand.Needed:N0} of {demand.Available:N0}, factor {demand.Factor:G3}");
            }

            return demands.ToDictionary(demand => demand.Resource);
        }
    }

    [Fact]
    public void A_board_of_ones_own_gets_the_counted_costs_of_its_core()
    {
        Graph network = Networks.Create("lenet");
        Device board = s_plain with { Core = "Cortex-M4F", Units = [], Memory = [], ClockHertz = 60_000_000 };
        LatencyReport mine = LatencyModel.Predict(network, board);
        LatencyReport known = LatencyModel.Predict(network, Devices.CortexM4);
        Assert.Equal(LatencyBasis.Calibrated, mine.Basis);
        Assert.Equal(known.Instructions, mine.Instructions);
        Assert.Equal(known.Seconds * 2, mine.Seconds, 12);
        Assert.Equal(LatencyBasis.Modeled, LatencyModel.Predict(network, board, OperandFormat.Float32).Basis);
        Assert.Null(LatencyModel.Predict(network, board, OperandFormat.Float32).Instructions);
        Assert.Contains("units", Assert.Throws<ArgumentException>(() => LatencyModel.Predict(network, s_plain with { Units = [] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folded_and_fused_layers_take_no_time()
    {
        Graph plain = Graph.Create([8, 8, 2], x => x.Conv2d(4, 3));
        Graph normalized = Graph.Create([8, 8, 2], x => x.Conv2d(4, 3).BatchNorm().Relu().Reshape([64, 4]));
        foreach (Device device in Devices.All.Where(device => device.Units.Any(unit => unit.Bits >= 8)))
        {
            Assert.Single(LatencyModel.Predict(normalized, device).Layers);
            Assert.InRange(LatencyModel.Predict(normalized, device).Seconds / LatencyModel.Predict(plain, device).Seconds, 0.99, 1.01);
        }
    }

    [Fact]
    public void Utilization_is_a_share() => Assert.All(Devices.All, device =>
        Assert.All(LatencyModel.Predict(Networks.Create("lenet"), device).Layers, layer => Assert.InRange(layer.Utilization, 0, 1)));

    [Theory]
    [InlineData(0, 8)]
    [InlineData(8, 65)]
    public void Widths_out_of_range_are_refused(int weightBits, int activationBits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new OperandFormat(NumberKind.Integer, weightBits, activationBits));

    [Fact]
    public void A_sparsity_of_1_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new OperandFormat(NumberKind.Integer, 8, 8) { Sparsity = 1 });

    private static Graph Dense(int inputs, int outputs) => Graph.Create([inputs], x => x.Dense(outputs, bias: false));
}
