using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

public sealed class EmulatorFailureTests
{
    [Theory]
    [MemberData(nameof(EmulatorProgramTests.Machines), MemberType = typeof(EmulatorProgramTests))]
    public void A_forbidden_instruction_is_reported_as_a_fault_in_the_model(string machine)
    {
        EmulatorException failure = Failure(TinyModels.Assembly("udf #0"), machine);
        Assert.Equal(ProgramFailure.Fault, failure.Failure);
        Assert.Contains("in the model at address 0x", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EmulatorProgramTests.Machines), MemberType = typeof(EmulatorProgramTests))]
    public void A_stack_that_overflows_is_reported_as_such(string machine)
    {
        EmulatorException failure = Failure(TinyModels.Assembly("1: push {r0}\nb 1b"), machine);
        Assert.Equal(ProgramFailure.Fault, failure.Failure);
        Assert.Contains("stack has overflowed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_address_is_reported_as_a_fault()
    {
        EmulatorException failure = Failure(TinyModels.Body("*(volatile int8_t *)0x9FFFFFF0u = 1;"), "cortex-m4");
        Assert.Equal(ProgramFailure.Fault, failure.Failure);
    }

    [Fact]
    public void A_jump_to_nowhere_is_reported_as_a_fault()
    {
        EmulatorException failure = Failure(TinyModels.Assembly("movs r2, #0\nbx r2"), "cortex-m4");
        Assert.Equal(ProgramFailure.Fault, failure.Failure);
    }

    [Fact]
    public void Unaligned_words_are_refused_where_the_core_refuses_them()
    {
        CFiles unaligned = TinyModels.Assembly("adds r0, #1\nldr r2, [r0]\nbx lr");
        Assert.Equal(ProgramFailure.Fault, Failure(unaligned, "cortex-m0").Failure);
        Assert.Equal(ProgramFailure.Fault, Failure(unaligned, "cortex-m0plus").Failure);
        using EmulatorProgram program = Build(unaligned, "cortex-m3");
        Assert.Equal(3, program.Run(new sbyte[12], cancellation: TestContext.Current.CancellationToken).MaxInstructions);
    }

    [Fact]
    public void A_write_behind_the_output_is_reported()
    {
        EmulatorException failure = Failure(TinyModels.Body("*(volatile int8_t *)(output + TINY_OUTPUT_BYTES) = 1;"), "cortex-m4");
        Assert.Equal(ProgramFailure.Fault, failure.Failure);
        Assert.Contains("behind its output", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_never_returns_is_stopped()
    {
        using EmulatorProgram program = Build(TinyModels.Assembly("1: b 1b"), "cortex-m4");
        EmulatorException failure = Assert.Throws<EmulatorException>(
            () => program.Run(new sbyte[12], TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.Equal(ProgramFailure.Timeout, failure.Failure);
        Assert.Contains("1 seconds", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_stops_the_emulator()
    {
        using EmulatorProgram program = Build(TinyModels.Assembly("1: b 1b"), "cortex-m4");
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(500));
        Assert.ThrowsAny<OperationCanceledException>(() => program.Run(new sbyte[12], cancellation: cancellation.Token));
    }

    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("cortex-m0")]
    [InlineData("cortex-m4")]
    [InlineData("cortex-m33")]
    [InlineData("cortex-m55")]
    public void An_inference_too_long_to_count_is_noticed(string machine)
    {
        // 2^30 rounds of two instructions are more than any of the timers holds.
        using EmulatorProgram program = Build(TinyModels.Assembly("movs r2, #1\nlsls r2, #30\n1: subs r2, #1\nbne 1b\nbx lr"), machine);
        EmulatorException failure = Assert.Throws<EmulatorException>(() => program.Run(new sbyte[12], cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(ProgramFailure.Harness, failure.Failure);
        Assert.Contains("longer than the instruction counter can hold", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_leaves_the_machine_has_too_few_results()
    {
        // Operation 0x20 with the reason "the application asked for it" and status 0, on the stack.
        CFiles leave = TinyModels.Assembly("movs r0, #0x20\nldr r2, =0x20026\nmovs r3, #0\npush {r2, r3}\nmov r1, sp\nbkpt 0xab");
        Assert.Equal(ProgramFailure.WrongLength, Failure(leave, "cortex-m4").Failure);
    }

    [Fact]
    public void A_warning_stops_the_build_and_is_shown()
    {
        RequiredTools.SkipWithoutEmulator();
        BuildException refused = Assert.Throws<BuildException>(() => Build(TinyModels.Body("int unused;"), "cortex-m4"));
        Assert.Contains("unused", refused.CompilerOutput, StringComparison.Ordinal);
        Assert.Contains("cortex-m4", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_too_large_for_the_machine_is_refused_with_the_sizes()
    {
        RequiredTools.SkipWithoutEmulator();
        CFiles large = TinyModels.Model(
            """
            static int8_t arena[20000];

            void tiny_run(const int8_t *input, int8_t *output)
            {
                arena[input[0] & 63] = input[1];
                output[0] = arena[input[2] & 63];
            }
            """);
        BuildException refused = Assert.Throws<BuildException>(() => Build(large, "cortex-m0"));
        Assert.Contains("16384 of RAM", refused.Message, StringComparison.Ordinal);
        Assert.Contains("RAM", refused.CompilerOutput, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_machine_is_answered_with_the_known_ones()
    {
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => EmulatedMachine.Named("z80"));
        Assert.Contains("cortex-m0, cortex-m0plus, cortex-m3", unknown.Message, StringComparison.Ordinal);
    }

    private static EmulatorException Failure(CFiles model, string machine)
    {
        using EmulatorProgram program = Build(model, machine);
        return Assert.Throws<EmulatorException>(() => program.Run(new sbyte[12], TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    private static EmulatorProgram Build(CFiles model, string machine)
    {
        RequiredTools.SkipWithoutEmulator();
        return EmulatorProgram.Build(model, EmulatedMachine.Named(machine), Toolchain.Installed, cancellation: TestContext.Current.CancellationToken);
    }
}
