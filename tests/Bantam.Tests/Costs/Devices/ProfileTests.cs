using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class ProfileTests
{
    private static readonly string[] s_contract = ["cortex-m0", "cortex-m0plus", "cortex-m3", "cortex-m4", "cortex-m7", "cortex-m33", "cortex-m55", "rv32imac"];

    [Fact]
    public void Every_name_of_the_contract_is_a_device() => Assert.All(s_contract, name => Assert.Equal(name, Devices.Named(name).Name));

    [Fact]
    public void Every_section_says_whether_it_is_quoted_measured_or_estimated() => Assert.All(Devices.All, device =>
    {
        Assert.NotEmpty(device.Sources);
        Assert.All(device.Sources.Values, source => Assert.Matches("quoted|measured|estimated", source));
        Assert.All(
            new[] { (device.Units.Length > 0, "units"), (device.Memory.Length > 0, "memory"), (device.Pipeline is not null, "pipeline"), (device.Synchronization is not null, "synchronization"), (device.ActiveWatts is not null, "activeWatts"), (device.Instructions is not null, "instructions") },
            section => Assert.True(!section.Item1 || device.Sources.Keys.Any(key => key == "all" || key.Contains(section.Item2, StringComparison.Ordinal)), $"{device.Name}: {section.Item2} has no source"));
    });

    [Fact]
    public void Every_file_of_a_profile_is_in_the_list() =>
        Assert.Equal(
            Directory.EnumerateFiles(Repository.PathOf("src/Bantam/Costs/Devices/Profiles")).Select(Path.GetFileNameWithoutExtension).Order(),
            Devices.All.Select(device => device.Name).Order());

    [Fact]
    public void A_built_in_profile_is_a_file_that_a_user_could_have_written() => Assert.All(Devices.All, device =>
        Assert.Equal(device.RamBytes, DeviceFile.Read(Repository.PathOf($"src/Bantam/Costs/Devices/Profiles/{device.Name}.json")).RamBytes));

    [Theory]
    [InlineData("cortex-m7", "cortex-m7")]
    [InlineData("stm32f4", "cortex-m4")]
    [InlineData("ga100", "c99")]
    public void A_device_is_compiled_for_the_target_with_its_core(string device, string target) =>
        Assert.Equal(target, Targets.For(Devices.Named(device)).Name);

    [Fact]
    [Trait("Ledger", "S180")]
    public void Classical_processors_have_deep_pipelines_caches_and_a_penalty_for_branches()
    {
        foreach (string name in new[] { "raspberry-pi-4", "x86-server", "sandy-bridge" })
        {
            Device device = Devices.Named(name);
            Assert.True(device.Pipeline is { Stages: > 10, IssueWidth: > 1, IsOutOfOrder: true, BranchPenaltyCycles: > 10 });
            Assert.True(device.Memory.Length >= 3);
        }

        Assert.All(Devices.All.Where(device => device.Class == DeviceClass.Microcontroller), device => Assert.True(device.Pipeline is { Stages: <= 6, IsOutOfOrder: false }));
        Graph network = Graph.Create([64], x => x.Dense(64));
        Device server = Devices.Named("x86-server");
        Device foreseeing = server with { Pipeline = server.Pipeline! with { BranchPenaltyCycles = 0 } };
        Assert.True(LatencyModel.Predict(network, foreseeing).Seconds < LatencyModel.Predict(network, server).Seconds);
        Assert.Contains("branch", File.ReadAllText(Repository.PathOf("docs/devices.md")), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S194")]
    public void The_four_generations_have_the_bandwidths_and_capacities_of_the_notes()
    {
        Assert.Equal((1e3, 512e3, 8e6, 20e9), Levels("sandy-bridge"));
        Assert.Equal((4e6, 1e6, 1.5e6, 150e9), Levels("gk110"));
        Assert.Equal((14e6, 4e6, 4e6, 800e9), Levels("gp100"));
        Assert.Equal((32e6, 24e6, 40e6, 1900e9), Levels("ga100"));
        Assert.Equal(
            ["sandy-bridge registers", "gk110 registers", "gk110 shared/L1", "gp100 shared/L1"],
            Generations().SelectMany(device => device.Memory.Where(level => level.IsApproximate).Select(level => $"{device.Name} {level.Name}")));
        Assert.All(Generations(), device => Assert.Contains("hold for no other device", device.Note, StringComparison.Ordinal));
        Assert.All(Generations(), device => Assert.Equal(["registers", "shared/L1", "LLC", "global"], device.Memory.Select(level => level.Name)));
    }

    [Fact]
    [Trait("Ledger", "S191")]
    public void Waiting_costs_by_its_scope()
    {
        SynchronizationCosts costs = new() { BarrierNanoseconds = 20, LaunchNanoseconds = 5000, AtomicNanoseconds = 200 };
        Assert.Equal(20_000, costs.NanosecondsFor(DependencyScope.Block, 1000));
        Assert.Equal(50_000, costs.NanosecondsFor(DependencyScope.Grid, 10));
        Assert.Equal(2_000, costs.NanosecondsFor(DependencyScope.Value, 10));
        Assert.All(Devices.All.Where(device => device.Class == DeviceClass.Gpu), device =>
        {
            Assert.True(device.Synchronization!.BarrierNanoseconds < device.Synchronization.AtomicNanoseconds);
            Assert.True(device.Synchronization.AtomicNanoseconds < device.Synchronization.LaunchNanoseconds);
            Assert.Equal(device.Synchronization.LaunchNanoseconds, device.Synchronization.NanosecondsFor(DependencyScope.Grid, 1));
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => costs.NanosecondsFor(DependencyScope.Block, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => costs.NanosecondsFor((DependencyScope)7, 1));
    }

    [Fact]
    [Trait("Ledger", "S210")]
    public void Cycles_for_each_word_become_cycles_for_each_product()
    {
        (ArithmeticUnit wide, ArithmeticUnit narrow, ArithmeticUnit bit) = Example();
        Assert.Equal((6, 36, 15), (wide.CyclesPerWord, narrow.CyclesPerWord, bit.CyclesPerWord));
        Assert.Equal((6, 9), (wide.CyclesPerOperation, narrow.CyclesPerOperation));
        Assert.Equal(0.469, bit.CyclesPerOperation, 3);
        Assert.Equal(12.8, wide.CyclesPerOperation / bit.CyclesPerOperation, 12);
    }

    [Fact]
    [Trait("Ledger", "S213")]
    public void Many_slow_units_outrun_few_fast_ones()
    {
        (ArithmeticUnit wide, _, ArithmeticUnit bit) = Example();
        Assert.Equal((1000, 100_000), (wide.Count, bit.Count));
        Assert.Equal(166.67, wide.WordsPerCycle, 2);
        Assert.Equal(6666.67, bit.WordsPerCycle, 2);
        Assert.Equal(40.0, bit.WordsPerCycle / wide.WordsPerCycle, 10);
        Assert.Equal(2.5, bit.CyclesPerWord / wide.CyclesPerWord);
    }

    [Fact]
    [Trait("Ledger", "S214")]
    public void A_chip_of_1000_wide_units_holds_100000_units_of_one_bit()
    {
        (ArithmeticUnit wide, _, ArithmeticUnit bit) = Example();
        double chip = wide.Count * wide.RelativeArea!.Value;
        Assert.Equal(1000, wide.UnitsWithin(chip));
        Assert.Equal(100_000, bit.UnitsWithin(chip));
        Assert.Equal(100, wide.RelativeArea / bit.RelativeArea);
        Assert.Equal(100, wide.RelativeEnergy / bit.RelativeEnergy);
        Assert.Contains("relativeArea", Assert.Throws<InvalidOperationException>(() => Devices.CortexM4.Unit("SMLAD").UnitsWithin(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S217")]
    public void An_int16_addition_on_Arm_is_quoted_as_twice_as_fast_for_a_thirtieth_of_the_energy()
    {
        Device arm = Devices.Named("raspberry-pi-4");
        (ArithmeticUnit add, ArithmeticUnit mac) = (arm.Unit("int16 ADD"), arm.Unit("int16 MAC"));
        Assert.Equal((UnitOperation.Add, UnitOperation.MultiplyAccumulate), (add.Operation, mac.Operation));
        Assert.Equal(0.5, add.CyclesPerOperation / mac.CyclesPerOperation);
        Assert.Equal(1.0 / 30, add.RelativeEnergy!.Value / mac.RelativeEnergy!.Value);
        Assert.Contains("quoted: notes, line 3329", arm.Sources["units int16"], StringComparison.Ordinal);
        Assert.Contains("3.1/0.1 = 31", arm.Sources["units int16"], StringComparison.Ordinal);
        Assert.Equal(31, 3.1 / 0.1, 12);
    }

    [Fact]
    [Trait("Ledger", "S218")]
    public void Bit_serial_products_take_the_product_of_the_widths()
    {
        ArithmeticUnit lanes = Devices.Named("bit-serial").Unit("bit-serial lanes");
        Assert.Equal((64, 16, 1), (lanes.CyclesFor(8, 8), lanes.CyclesFor(4, 4), lanes.CyclesFor(1, 1)));
        Assert.Equal(16, lanes.CyclesFor(8, 8) / lanes.CyclesFor(2, 2));
        Graph network = Graph.Create([4096], x => x.Dense(4096, bias: false));
        Device device = Devices.Named("bit-serial") with { Memory = [], Synchronization = null };
        double Seconds(int bits) => LatencyModel.Predict(network, device, new OperandFormat(NumberKind.Integer, bits, bits)).Seconds;
        Assert.Equal(16, Seconds(8) / Seconds(2), 2);
    }

    private static (ArithmeticUnit Wide, ArithmeticUnit Narrow, ArithmeticUnit Bit) Example()
    {
        Device device = Devices.Named("mac-example");
        return (device.Unit("32-bit MAC"), device.Unit("8-bit MAC"), device.Unit("1-bit MAC"));
    }

    private static IEnumerable<Device> Generations() => new[] { "sandy-bridge", "gk110", "gp100", "ga100" }.Select(Devices.Named);

    private static (double Registers, double Shared, double LastCache, double Global) Levels(string name)
    {
        MemoryLevel[] levels = [.. Devices.Named(name).Memory];
        return (levels[0].Bytes!.Value, levels[1].Bytes!.Value, levels[2].Bytes!.Value, levels[3].BytesPerSecond!.Value);
    }
}
