using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class BspMachineTests
{
    [Fact]
    [Trait("Ledger", "S187")]
    public void Supersteps_cost_work_messages_and_a_barrier()
    {
        BspMachine machine = new(4);
        for (int step = 0; step < 3; step++)
        {
            machine.Superstep(processor =>
            {
                // Processor 0 does the most and sends the most; the others wait for it at the barrier.
                processor.Count(processor.Index == 0 ? 100 : 50);
                for (int word = 0; word < (processor.Index == 0 ? 10 : 2); word++)
                {
                    processor.Send((processor.Index + 1) % 4, word);
                }
            });
        }

        Assert.All(machine.Supersteps, step => Assert.Equal(new BspSuperstep(100, 10), step));
        Assert.Equal(375, machine.Cost(wordCost: 2, barrierCost: 5));
    }

    [Fact]
    public void Sums_up_to_each_processor_take_a_logarithm_of_supersteps()
    {
        const int Processors = 64;
        float[] sums = [.. Enumerable.Range(1, Processors).Select(value => (float)value)];
        BspMachine machine = new(Processors);
        for (int distance = 1; distance < 2 * Processors; distance *= 2)
        {
            machine.Superstep(processor =>
            {
                foreach (BspMessage message in processor.Received)
                {
                    Assert.Equal(processor.Index - (distance / 2), message.Sender);
                    sums[processor.Index] += message.Value;
                    processor.Count(1);
                }

                if (processor.Index + distance < Processors)
                {
                    processor.Send(processor.Index + distance, sums[processor.Index]);
                }
            });
        }

        Assert.Equal(Enumerable.Range(1, Processors).Select(n => n * (n + 1) / 2f), sums);
        Assert.Equal(7, machine.Supersteps.Count);
        Assert.Equal(6 + (6 * 2) + (7 * 5), machine.Cost(2, 5));
    }

    [Fact]
    public void A_receiver_of_all_is_what_a_superstep_waits_for()
    {
        BspMachine machine = new(8);
        machine.Superstep(processor => processor.Send(0, processor.Index));
        float[] order = [];
        machine.Superstep(processor => order = processor.Index == 0 ? [.. processor.Received.Select(message => message.Value)] : order);
        Assert.Equal(8, machine.Supersteps[0].Messages);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], order);
    }

    [Fact]
    public void Bad_programs_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BspMachine(0));
        BspMachine machine = new(2);
        AggregateException thrown = Assert.Throws<AggregateException>(() => machine.Superstep(processor => processor.Send(2, 1)));
        Assert.IsType<ArgumentOutOfRangeException>(thrown.InnerExceptions[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BspSuperstep(1, 1).Cost(-1, 0));
        Assert.Throws<OverflowException>(() => new BspSuperstep(1, long.MaxValue).Cost(2, 0));
    }
}
