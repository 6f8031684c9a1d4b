using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>Generated C on emulated devices: the bytes of the host, the sizes that the plan promises, and a budget of instructions.</summary>
public sealed class EmulatorEqualityTests
{
    [Theory]
    [Trait("Ledger", "S361")]
    [InlineData("cortex-m0plus")]
    [InlineData("cortex-m4")]
    [InlineData("cortex-m33")]
    [InlineData("cortex-m55")]
    public void Devices_give_the_bytes_of_the_host(string machine)
    {
        RequiredTools.SkipWithoutEmulator();
        foreach (string name in new[] { "depthwise", "residual", "activations", "pools" })
        {
            Plan plan = SampleNetworks.PlanOf(name);
            sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 12);
            using EmulatorProgram program = Build(plan, machine);
            Assert.Equal(SampleNetworks.RunOnHost(plan, codes), program.Run(codes, cancellation: TestContext.Current.CancellationToken).Outputs);
        }
    }

    [Fact]
    [Trait("Ledger", "S361")]
    public void A_hundred_images_give_the_same_bytes_in_csharp_in_host_c_and_on_arm()
    {
        RequiredTools.SkipWithoutHostCompiler();
        RequiredTools.SkipWithoutEmulator();
        Plan plan = PlanOf(LeNets.LeNet([28, 28, 1], 10));
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 100);
        sbyte[] expected = SampleNetworks.RunOnHost(plan, codes);
        using HostProgram host = HostProgram.Build(CWriter.Write(plan), Toolchain.Installed, TestContext.Current.CancellationToken);
        using EmulatorProgram device = Build(plan, "cortex-m4");
        Assert.Equal(expected, host.Run(codes, cancellation: TestContext.Current.CancellationToken));
        EmulatorRun run = device.Run(codes, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(expected, run.Outputs);
        Assert.InRange(run.MeanInstructions / plan.Macs, 1, 5.4);
    }

    [Theory]
    [Trait("Ledger", "S361")]
    [InlineData("lenet", "cortex-m4")]
    [InlineData("lenet", "cortex-m0plus")]
    [InlineData("tiny-mlp", "cortex-m4")]
    [InlineData("resnet8", "cortex-m33")]
    [InlineData("ds-cnn-s", "cortex-m55")]
    public void Flash_and_ram_of_the_image_are_those_of_the_plan(string network, string machine)
    {
        RequiredTools.SkipWithoutEmulator();
        Plan plan = PlanOf(Networks.Create(network, network == "resnet8" ? [16, 16, 3] : [28, 28, 1], 10));
        using EmulatorProgram program = Build(plan, machine);
        Assert.InRange((double)program.Size.ConstBytes / plan.ConstantBytes, 0.99, 1.01);
        Assert.Equal(plan.ArenaBytes, program.Size.BssBytes);
        Assert.Equal(0, program.Size.DataBytes);
    }

    [Theory]
    [InlineData("tiny-mlp", 3.3)]
    [InlineData("resnet8", 3.5)]
    [InlineData("ds-cnn-s", 5.6)]
    public void Instructions_for_each_multiplication_stay_within_budget_on_cortex_m4(string network, double most)
    {
        RequiredTools.SkipWithoutEmulator();
        Plan plan = PlanOf(Networks.Create(network, network switch { "resnet8" => [16, 16, 3], "ds-cnn-s" => [25, 5, 1], _ => [28, 28, 1] }, 10));
        using EmulatorProgram program = Build(plan, "cortex-m4");
        EmulatorRun run = program.Run(SampleNetworks.Codes(plan.Input.Bytes, 4), cancellation: TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{network}: {run.MeanInstructions / plan.Macs:F2} instructions for each of {plan.Macs} multiplications");
        Assert.InRange(run.MeanInstructions / plan.Macs, 1, most);
    }

    [Theory]
    [InlineData("cortex-m0plus")]
    [InlineData("cortex-m4")]
    public void Row_by_row_devices_give_the_same_bytes_in_the_ram_of_the_plan(string machine)
    {
        RequiredTools.SkipWithoutEmulator();
        Plan plan = PlantedNetworks.PlanOf("separable");
        Plan streamed = new StreamRows().Apply(plan).Plan;
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 8);
        using EmulatorProgram program = Build(streamed, machine);
        Assert.Equal(SampleNetworks.RunOnHost(plan, codes), program.Run(codes, cancellation: TestContext.Current.CancellationToken).Outputs);
        Assert.InRange(streamed.ArenaBytes, 1, plan.ArenaBytes - 1);
        Assert.Equal(streamed.ArenaBytes, program.Size.BssBytes);
        Assert.InRange((double)program.Size.ConstBytes / streamed.ConstantBytes, 0.95, 1.05);
    }

    private static Plan PlanOf(Graph network)
    {
        Graph graph = InferencePasses.Apply(network);
        return Lowering.Lower(new PostTrainingQuantization([SampleNetworks.Batch(graph, 8, "calibration")]).Apply(graph));
    }

    private static EmulatorProgram Build(Plan plan, string machine) =>
        EmulatorProgram.Build(CWriter.Write(plan), EmulatedMachine.Named(machine), Toolchain.Installed, cancellation: TestContext.Current.CancellationToken);
}
