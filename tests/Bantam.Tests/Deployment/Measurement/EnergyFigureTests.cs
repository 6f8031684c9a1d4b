using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

public sealed class EnergyFigureTests
{
    [Fact]
    [Trait("Ledger", "S356")]
    public void The_arithmetic_of_AlexNet_in_int8_takes_a_fifth_of_a_millijoule_by_the_table()
    {
        CostReport alexNet = CostCounter.Count(Networks.Create("alexnet"));
        EnergyFigure figure = EnergyFigure.Arithmetic(alexNet, MacFormat.Int8);

        Assert.Equal(0.217, figure.Joules * 1000, 0.0005);
        Assert.Equal(ClaimBasis.Modelled, figure.Basis);
        Assert.Equal("multiply-accumulates in int8 at the prices of the table 'horowitz'", figure.Source);
        Assert.True(EnergyFigure.Modelled(alexNet, MacFormat.Int8).Joules > figure.Joules);
    }

    [Fact]
    [Trait("Ledger", "S356")]
    public async Task A_meter_is_read_where_there_is_one_and_named()
    {
        using TemporaryFolder folder = new();
        string package = PackageWith(folder.Path, "intel-rapl:0", 4_000_000);
        PackageWith(folder.Path, "intel-rapl:0:0", 7);
        FakeClock clock = new();
        int runs = 0;
        void Infer()
        {
            clock.Work(1);
            if (++runs == 100)
            {
                File.WriteAllText(Path.Combine(package, "energy_uj"), "6000000\n");
            }
        }

        MeasuredNetwork network = FakeNetwork.Doing(Infer) with { Energy = [new EnergyFigure(1, ClaimBasis.Modelled, "table")] };
        Measurement result = await new Measurer(null, clock, EnergyCounter.Open(folder.Path)).MeasureAsync(network, MeasurementScope.Kernel, TestContext.Current.CancellationToken);

        // 2 J for 500 runs of 2 samples.
        Assert.Equal(
            [new EnergyFigure(1, ClaimBasis.Modelled, "table"), new EnergyFigure(0.002, ClaimBasis.Measured, "RAPL, 1 package(s), everything that the processor did meanwhile included")],
            result.Energy);
    }

    [Fact]
    public void A_counter_that_reached_its_end_begins_anew()
    {
        using TemporaryFolder folder = new();
        PackageWith(folder.Path, "intel-rapl:0", 9_000_000);
        EnergyCounter counter = EnergyCounter.Open(folder.Path)!;

        Assert.Equal(3, counter.Joules([9_000_000], [2_000_000]), 1e-12);
    }

    [Fact]
    public void A_machine_without_a_readable_meter_has_none()
    {
        using TemporaryFolder folder = new();
        Assert.Null(EnergyCounter.Open(Path.Combine(folder.Path, "absent")));
        string package = PackageWith(folder.Path, "intel-rapl:0", 1);
        File.WriteAllText(Path.Combine(package, "energy_uj"), "not a number");
        Assert.Null(EnergyCounter.Open(folder.Path));
    }

    private static string PackageWith(string folder, string name, long microjoules)
    {
        string package = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        File.WriteAllText(Path.Combine(package, "energy_uj"), $"{microjoules}\n");
        File.WriteAllText(Path.Combine(package, "max_energy_range_uj"), "10000000\n");
        return package;
    }
}
