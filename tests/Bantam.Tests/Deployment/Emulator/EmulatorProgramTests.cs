using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

public sealed class EmulatorProgramTests
{
    // One instruction, a hundred rounds of two, and the return.
    private const string HundredRounds = "movs r2, #100\n1: subs r2, #1\nbne 1b\nbx lr";

    public static TheoryData<string> Machines { get; } = [.. EmulatedMachine.All.Select(machine => machine.Name)];

    [Theory]
    [MemberData(nameof(Machines))]
    public void Every_machine_gives_the_results_of_the_host(string machine)
    {
        sbyte[] samples = TinyModels.Samples(100);
        EmulatorRun run = Run(TinyModels.Flip, machine, samples);
        Assert.Equal(TinyModels.Flipped(samples, 0x55), run.Outputs);
        Assert.Equal(100, run.Instructions.Count);
        Assert.Equal(run.MinInstructions, run.MaxInstructions);
        Assert.InRange(run.MinInstructions, 5, 300);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Instructions_are_counted_exactly_and_again_the_same(string machine)
    {
        using EmulatorProgram program = Build(TinyModels.Assembly(HundredRounds), machine);
        for (int repeat = 0; repeat < 2; repeat++)
        {
            EmulatorRun run = program.Run(TinyModels.Samples(20), cancellation: TestContext.Current.CancellationToken);
            Assert.All(run.Instructions, count => Assert.Equal(202, count));
            Assert.Equal(202.0, run.MeanInstructions);
        }
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Counts_stay_exact_over_a_million_instructions(string machine)
    {
        // 1 + 1, then 2^20 rounds of two, then the return.
        EmulatorRun run = Run(TinyModels.Assembly("movs r2, #1\nlsls r2, #20\n1: subs r2, #1\nbne 1b\nbx lr"), machine, TinyModels.Samples(3));
        Assert.All(run.Instructions, count => Assert.Equal((2L << 20) + 3, count));
    }

    [Fact]
    public void Counts_follow_the_data()
    {
        // A load, rounds of two as many as the sample's first byte says, and the return.
        EmulatorRun run = Run(TinyModels.Assembly("ldrb r2, [r0]\n1: subs r2, #1\nbne 1b\nbx lr"), "cortex-m4", [.. First(1), .. First(10), .. First(100)]);
        Assert.Equal([4, 22, 202], run.Instructions);
        Assert.Equal((4, 202, 76.0), (run.MinInstructions, run.MaxInstructions, run.MeanInstructions));
    }

    [Theory]
    [Trait("Ledger", "S355")]
    [MemberData(nameof(Machines))]
    public void The_stack_is_measured_to_the_word(string machine)
    {
        EmulatorRun deep = Run(TinyModels.Assembly("sub sp, #400\nstr r0, [sp]\nadd sp, #400\nbx lr"), machine, new sbyte[12]);
        Assert.Equal(400, deep.StackBytes);
        Assert.Equal(400 + deep.Size.StaticRamBytes, deep.PeakRamBytes);
        Assert.Equal(0, Run(TinyModels.Assembly("bx lr"), machine, new sbyte[12]).StackBytes);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Flash_and_ram_are_what_the_model_declares(string machine)
    {
        using EmulatorProgram program = Build(
            TinyModels.Model(
                """
                static const int16_t weights[100] = { 1, 2, 3 };
                static const int16_t unused[100] = { 1, 2, 3 };
                static int32_t state[5] = { 1, 2, 3, 4, 5 };
                static int8_t arena[64];

                void tiny_run(const int8_t *input, int8_t *output)
                {
                    (void)unused;
                    state[input[0] & 3] += weights[input[1] & 63];
                    arena[input[2] & 63] = (int8_t)state[1];
                    output[0] = arena[input[3] & 63];
                }
                """),
            machine);
        Assert.Equal((200, 20, 64, 0), (program.Size.ConstBytes, program.Size.DataBytes, program.Size.BssBytes, program.Size.LibraryBytes));
        Assert.InRange(program.Size.CodeBytes, 40, 120);
        Assert.Equal(program.Size.CodeBytes + 220, program.Size.FlashBytes);
        Assert.Equal(84, program.Size.StaticRamBytes);
        Assert.InRange(program.Size.ImageBytes, program.Size.FlashBytes + 500, program.Size.FlashBytes + 3000);
    }

    [Fact]
    public void Code_without_variables_is_as_long_as_its_instructions()
    {
        using EmulatorProgram program = Build(TinyModels.Assembly(HundredRounds), "cortex-m4");
        Assert.Equal(new FirmwareSize(8, 0, 0, 0, 0, program.Size.ImageBytes), program.Size);
    }

    [Fact]
    public void Library_functions_are_charged_to_the_model_that_needs_them()
    {
        CFiles divide = TinyModels.Body("output[1] = (int8_t)(input[0] / (input[1] | 1));");
        using EmulatorProgram without = Build(divide, "cortex-m0");
        using EmulatorProgram with = Build(divide, "cortex-m4");
        Assert.InRange(without.Size.LibraryBytes, 100, 1000);
        Assert.Equal(0, with.Size.LibraryBytes);
    }

    [Theory]
    [InlineData("cortex-m4")]
    [InlineData("cortex-m55")]
    public void A_traced_run_shows_what_each_step_wrote_and_cost(string machine)
    {
        using EmulatorProgram program = Build(
            TinyModels.Model(
                """
                void tiny_run(const int8_t *input, int8_t *output)
                {
                    __asm__ volatile("movs r2, #50\n1: subs r2, #1\nbne 1b" : : : "r2", "cc");
                #ifdef TINY_TRACE
                    tiny_trace(0, input, 12);
                #endif
                    __asm__ volatile("movs r2, #200\n1: subs r2, #1\nbne 1b" : : : "r2", "cc");
                    output[3] = input[3];
                #ifdef TINY_TRACE
                    tiny_trace(1, output, TINY_OUTPUT_BYTES);
                #endif
                }
                """),
            machine);
        sbyte[] samples = TinyModels.Samples(2);
        IReadOnlyList<TraceStep> steps = program.Trace(samples, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([(0, 0), (0, 1), (1, 0), (1, 1)], steps.Select(step => (step.Sample, step.Step)));
        Assert.Equal(samples[12..], steps[2].Data);
        Assert.Equal(samples[15], steps[3].Data[3]);
        Assert.Equal(steps[0].Instructions, steps[2].Instructions);
        Assert.InRange(steps[0].Instructions!.Value, 101 - 5, 101 + 5);
        Assert.InRange(steps[1].Instructions!.Value, 403 - 5, 403 + 5);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void A_hundred_samples_of_three_hundred_thousand_products_agree_with_the_host(string machine)
    {
        RequiredTools.SkipWithoutHostCompiler();
        CFiles dense = TinyModels.Model(
            """
            void tiny_run(const int8_t *input, int8_t *output)
            {
                int i;
                int k;
                for (i = 0; i < TINY_OUTPUT_BYTES; i++) {
                    int32_t sum = i;
                    for (k = 0; k < TINY_INPUT_BYTES; k++) {
                        sum += input[k] * (int8_t)(k * i);
                    }

                    output[i] = (int8_t)(sum >> 12);
                }
            }
            """,
            inputBytes: 784,
            outputBytes: 383);
        sbyte[] samples = TinyModels.Samples(100 * 784 / TinyModels.Bytes + 1)[..78_400];
        using HostProgram host = HostProgram.Build(dense, Toolchain.Installed, TestContext.Current.CancellationToken);
        EmulatorRun run = Run(dense, machine, samples);
        Assert.Equal(host.Run(samples, cancellation: TestContext.Current.CancellationToken), run.Outputs);
        Assert.Equal(run.MinInstructions, run.MaxInstructions);
    }

    [Fact]
    public void Vector_code_runs_with_fewer_instructions_and_the_same_results()
    {
        sbyte[] samples = TinyModels.Samples(10);
        CFiles flip = TinyModels.Body("int i; for (i = 0; i < TINY_OUTPUT_BYTES; i++) { output[i] = (int8_t)(input[i] ^ 0x55); }");
        RequiredTools.SkipWithoutEmulator();
        using EmulatorProgram vectors = EmulatorProgram.Build(flip, EmulatedMachine.CortexM55, Toolchain.Installed, "-O3", TestContext.Current.CancellationToken);
        EmulatorRun fast = vectors.Run(samples, cancellation: TestContext.Current.CancellationToken);
        EmulatorRun slow = Run(flip, "cortex-m33", samples);
        Assert.Equal(TinyModels.Flipped(samples, 0x55), fast.Outputs);
        Assert.Equal(fast.Outputs, slow.Outputs);
        Assert.InRange(fast.MaxInstructions, 1, slow.MinInstructions / 2);
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Floating_point_gives_the_results_of_the_host(string machine)
    {
        RequiredTools.SkipWithoutHostCompiler();
        CFiles scale = TinyModels.Body("int i; for (i = 0; i < TINY_OUTPUT_BYTES; i++) { output[i] = (int8_t)((float)input[i] * 0.3f + 0.5f); }");
        sbyte[] samples = TinyModels.Samples(10);
        using HostProgram host = HostProgram.Build(scale, Toolchain.Installed, TestContext.Current.CancellationToken);
        Assert.Equal(host.Run(samples, cancellation: TestContext.Current.CancellationToken), Run(scale, machine, samples).Outputs);
    }

    private static sbyte[] First(sbyte value)
    {
        sbyte[] sample = new sbyte[TinyModels.Bytes];
        sample[0] = value;
        return sample;
    }

    private static EmulatorRun Run(CFiles model, string machine, sbyte[] samples)
    {
        using EmulatorProgram program = Build(model, machine);
        return program.Run(samples, cancellation: TestContext.Current.CancellationToken);
    }

    private static EmulatorProgram Build(CFiles model, string machine)
    {
        RequiredTools.SkipWithoutEmulator();
        return EmulatorProgram.Build(model, EmulatedMachine.Named(machine), Toolchain.Installed, cancellation: TestContext.Current.CancellationToken);
    }
}
