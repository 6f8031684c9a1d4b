using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

/// <summary>What each pass does to the neighbors that it looks for, and what it leaves alone.</summary>
public sealed class StepPassTests
{
    [Fact]
    public void A_chain_of_tables_is_one_table()
    {
        Plan plan = new PlanSketch([4, 4, 2]).Table(code => -code / 2).Table(code => code * code / 200).Table(code => 100 - code).Finish();
        PlanChange change = Applied(new MergeTables(), plan);
        Assert.Single(change.Plan.Steps);
        Assert.Equal(0, change.Plan.ArenaBytes);
        Assert.Equal("table1 and table2 are one table. table2 and table3 are one table.", change.Description);
    }

    [Fact]
    public void A_table_that_clamps_becomes_the_clamp_of_the_step_before()
    {
        Plan plan = new PlanSketch([4, 4, 2]).Add(0, 0).Table(code => Math.Clamp(code, -20, 31)).Finish();
        PlanChange change = Applied(new MergeTables(), plan);
        AddStep step = Assert.IsType<AddStep>(Assert.Single(change.Plan.Steps));
        Assert.Equal((-20, 31), (step.Parameters.Output.Min, step.Parameters.Output.Max));
        Assert.False(Applied(new MergeTables(), new PlanSketch([4]).Add(0, 0).Table(code => Math.Clamp(code, -20, 31) + 1).Finish()).HasChanged);
    }

    [Fact]
    public void A_rising_table_goes_behind_a_max_pool()
    {
        Plan plan = new PlanSketch([4, 6, 3]).Table(code => code / 3).Pool(2, isMax: true, new(-10, 20)).Table(code => -code).Finish();
        PlanChange change = Applied(new MergeTables(), plan);
        Assert.Equal([typeof(PoolStep), typeof(TableStep)], change.Plan.Steps.Select(step => step.GetType()));
        Assert.Equal(18, change.Plan.ArenaBytes - 2);

        Assert.False(Applied(new MergeTables(), new PlanSketch([4, 6, 3]).Table(code => -code / 3).Pool(2, isMax: true).Finish()).HasChanged);
        Assert.False(Applied(new MergeTables(), new PlanSketch([4, 6, 3]).Table(code => code / 3).Pool(2, isMax: false).Finish()).HasChanged);
    }

    [Fact]
    public void What_another_step_reads_is_not_merged()
    {
        PlanSketch sketch = new PlanSketch([4, 4, 2]).Table(code => -code / 2).Table(code => code / 3);
        Plan plan = sketch.Add(1, sketch.Last).Finish();
        Assert.False(Applied(new MergeTables(), plan).HasChanged);
    }

    [Fact]
    public void Copies_are_dropped_wherever_they_stand()
    {
        Plan middle = new PlanSketch([4, 4, 2]).Table(code => -code / 2).Pool(1, isMax: true).Table(code => code).Pool(2, isMax: false).Finish();
        Assert.Equal(["table1", "pool4"], Applied(new DropCopies(), middle).Plan.StepNames);
        Plan last = new PlanSketch([4, 4, 2]).Table(code => -code / 2).Pool(1, isMax: false).Finish();
        Assert.Equal(["table1"], Applied(new DropCopies(), last).Plan.StepNames);

        // The table halves what the first pool leaves: on these codes it is the identity only where there are none to change.
        Plan clamped = new PlanSketch([2, 2, 1]).Pool(2, isMax: true, new(0, 0)).Table(code => code / 2).Finish();
        Assert.Equal(["pool1"], Applied(new DropCopies(), clamped).Plan.StepNames);
        Plan only = new PlanSketch([4, 4, 2]).Table(code => code).Finish();
        Assert.False(Applied(new DropCopies(), only).HasChanged);
        Assert.False(Applied(new DropCopies(), new PlanSketch([4, 4, 2]).Pool(1, isMax: true, new(-5, 127)).Pool(2, isMax: true).Finish()).HasChanged);
    }

    [Fact]
    public void Dead_steps_are_dropped_with_what_they_alone_read()
    {
        PlanSketch sketch = new PlanSketch([4, 4, 2]).Table(code => code / 2).Table(code => -code).Pool(2, isMax: true).Table(code => -code, input: 1);
        Plan plan = sketch.FinishAsIs();
        PlanChange change = Applied(new DropDeadSteps(), plan);
        Assert.Equal(["table1", "table4"], change.Plan.StepNames);
        Assert.Equal("2 steps computed what nothing read.", change.Description);
        Assert.False(new DropDeadSteps().Apply(change.Plan).HasChanged);
    }

    [Fact]
    public void A_softmax_over_few_codes_needs_few_exponentials()
    {
        Plan plan = new PlanSketch([10]).Table(code => Math.Clamp(code, -7, 12)).Softmax().Finish();
        PlanChange change = Applied(new ShortenSoftmax(), plan);
        Assert.Equal(20, change.Plan.Steps.OfType<SoftmaxStep>().Single().Parameters.Exponentials.Length);
        Assert.Equal(4 * 236, plan.ConstantBytes - change.Plan.ConstantBytes);
    }

    private static PlanChange Applied(PlanPass pass, Plan plan)
    {
        PlanChange change = pass.Apply(plan);
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 100);
        Assert.Equal(SampleNetworks.RunOnHost(plan, codes), SampleNetworks.RunOnHost(change.Plan, codes));
        return change;
    }
}
